using System.Diagnostics;
using JobRunner.Jobs;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Manager;

public sealed class WatchTests() : JobsTests(ProcessIsolation.Auto)
{
    private static readonly JobSpec Blue = new("sleep", "100") { Labels = new Dictionary<string, string> { ["team"] = "blue", ["kind"] = "test" } };
    private static readonly JobSpec Stubborn = Shell("trap '' TERM; echo ready; while :; do sleep 0.1; done");
    private static readonly JobFilter OfBlue = new() { Labels = new Dictionary<string, string> { ["team"] = "blue" } };

    [Test]
    public async Task First_comes_what_there_is_and_then_each_change_in_order()
    {
        var first = (await Jobs.RunAsync(new JobSpec("true"))).Status;
        var second = await Jobs.StartAsync(Stubborn);
        await WaitForOutput(second, "ready");
        await using var watch = new Watch(Jobs);
        Assert.That(await watch.Next(), Is.EqualTo(first));
        Assert.That(await watch.Next(), Has.Property("Id").EqualTo(second).And.Property("State").EqualTo(JobState.Running));
        var third = await Jobs.StartAsync("sleep", "100");
        Assert.That(await watch.Next(), Has.Property("Id").EqualTo(third).And.Property("State").EqualTo(JobState.Running));
        var stop = Jobs.StopAsync(second, TimeSpan.FromSeconds(20));
        Assert.That(await watch.Next(), Has.Property("Id").EqualTo(second).And.Property("State").EqualTo(JobState.Stopping));
        await Jobs.StopAsync(second, TimeSpan.Zero);
        Assert.That(await watch.Next(), Has.Property("Id").EqualTo(second).And.Property("State").EqualTo(JobState.Finished));
        Assert.That(await stop, Has.Property("Outcome").EqualTo(JobOutcome.Stopped));
    }

    [Test]
    public async Task A_queued_job_is_seen_from_its_queueing_to_its_end()
    {
        await using var jobs = NewManager(options => options.MaxConcurrentJobs = 1);
        var first = await jobs.StartAsync("sleep", "100");
        await using var watch = new Watch(jobs, OfBlue);
        var read = watch.Next();
        var job = await jobs.StartAsync(Blue);
        Assert.That(await read, Has.Property("Id").EqualTo(job).And.Property("State").EqualTo(JobState.Queued));
        await jobs.StopAsync(first, TimeSpan.Zero);
        Assert.That(await watch.Next(), Has.Property("State").EqualTo(JobState.Running));
        await jobs.StopAsync(job, TimeSpan.Zero);
        var end = await watch.Next();
        Assert.That(end.State == JobState.Stopping ? await watch.Next() : end, Has.Property("State").EqualTo(JobState.Finished));
    }

    [Test]
    public async Task Filters_go_by_state_and_by_all_labels()
    {
        var blue = await Jobs.StartAsync(Blue);
        await Jobs.StartAsync(Blue with { Labels = new Dictionary<string, string> { ["team"] = "red" } });
        await Jobs.RunAsync(new JobSpec("true"));
        JobFilter[] filters =
        [
            OfBlue,
            new() { State = JobState.Running, Labels = Blue.Labels },
            new() { Labels = new Dictionary<string, string> { ["team"] = "blue", ["kind"] = "other" } },
            new() { State = JobState.Queued },
        ];
        int[] counts = [1, 1, 0, 0];
        Assert.That(await Task.WhenAll(filters.Select(async filter => await Jobs.ListAsync(filter).CountAsync())), Is.EqualTo(counts));
        await using var watch = new Watch(Jobs, new JobFilter { State = JobState.Finished, Labels = Blue.Labels });
        var next = watch.Next();
        await Jobs.StopAsync(blue, TimeSpan.Zero);
        Assert.That(await next, Has.Property("Id").EqualTo(blue).And.Property("State").EqualTo(JobState.Finished));
    }

    [Test]
    public async Task A_watcher_that_falls_behind_sees_the_last_state_of_every_job_once()
    {
        await using var watch = new Watch(Jobs);
        var first = await Jobs.StartAsync(new JobSpec("cat") { KeepInputOpen = true });
        Assert.That(await watch.Next(), Has.Property("Id").EqualTo(first).And.Property("State").EqualTo(JobState.Running));
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Jobs.RunAsync(new JobSpec("true"))));
        await Jobs.CloseInputAsync(first);
        await WaitFor(first);
        var seen = new List<JobStatus>();
        while (seen.Count < 51)
        {
            seen.Add(await watch.Next());
        }

        Assert.That(seen, Has.All.Property("IsFinished").True);
        Assert.That(seen.Select(status => status.Id), Is.EquivalentTo(results.Select(result => result.Status.Id).Append(first)));
    }

    [Test]
    public async Task A_watcher_sees_the_end_of_jobs_that_are_forgotten_by_then()
    {
        await using var jobs = NewManager(options => options.MaxFinishedJobs = 0);
        await using var watch = new Watch(jobs);
        var next = watch.Next();
        var ids = (await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => jobs.RunAsync(new JobSpec("true"))))).Select(result => result.Status.Id).ToHashSet();
        for (var status = await next; ids.Count > 0; status = ids.Count > 0 ? await watch.Next() : status)
        {
            if (status.IsFinished)
            {
                Assert.That(ids.Remove(status.Id), Is.True, "each end is told once");
            }
        }
    }

    [Test]
    public async Task A_watcher_that_lets_too_much_be_forgotten_is_told_so()
    {
        var watcher = new JobWatcher(filter: null);
        for (var i = 0; i <= JobWatcher.MostForgotten + 10; i++)
        {
            watcher.Tell(new JobStatus { Id = Guid.NewGuid(), Command = "x", State = JobState.Finished, CreatedAt = default }, jobCount: 10);
        }

        await Assert.ThatAsync(async () => await watcher.NextAsync(CancellationToken.None), Throws.TypeOf<WatchOverrunException>());
    }

    [Test]
    public async Task It_ends_with_the_manager_after_the_last_states()
    {
        var manager = NewManager();
        var job = await manager.StartAsync("sleep", "100");
        await using var watch = new Watch(manager);
        Assert.That(await watch.Next(), Has.Property("State").EqualTo(JobState.Running));
        await manager.DisposeAsync();
        var rest = new List<JobStatus>();
        while (await watch.MoveNext())
        {
            rest.Add(watch.Current);
        }

        Assert.That(rest[^1], Has.Property("Id").EqualTo(job).And.Property("Outcome").EqualTo(JobOutcome.Stopped));
        await Assert.ThatAsync(async () => await manager.WatchAsync().AnyAsync(), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public async Task It_can_be_cancelled_before_and_while_it_waits()
    {
        using var cancelling = new CancellationTokenSource();
        await using var watch = new Watch(Jobs, filter: null, cancelling.Token);
        var next = watch.MoveNext();
        await cancelling.CancelAsync();
        await Assert.ThatAsync(() => next.Within("it is cancelled"), Throws.InstanceOf<OperationCanceledException>());
        await Assert.ThatAsync(async () => await Jobs.WatchAsync(cancellationToken: cancelling.Token).AnyAsync(cancelling.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task It_can_be_cancelled_while_there_is_more_to_tell()
    {
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Jobs.RunAsync(new JobSpec("true"))));
        using var cancelling = new CancellationTokenSource();
        await using var watch = new Watch(Jobs, filter: null, cancelling.Token);
        await watch.Next();
        await cancelling.CancelAsync();
        await Assert.ThatAsync(() => watch.MoveNext().Within("it is cancelled"), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_thousand_watchers_of_a_thousand_jobs_see_every_end()
    {
        const int Count = 1000;
        await using var jobs = NewManager(options => options.MaxFinishedJobs = 2 * Count);
        var watches = await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => Task.Run(async () => await WatchEnds(jobs, Count))).Prepend(Task.Run(async () =>
        {
            await Parallel.ForAsync(0, Count, async (_, cancellationToken) => await jobs.StartAsync(new JobSpec("true"), cancellationToken));
            return TimeSpan.Zero;
        }))).Within("every watcher has seen every end");

        using var cancelling = new CancellationTokenSource();
        var idle = Enumerable.Range(0, Count).Select(_ => Task.Run(async () => await jobs.WatchAsync(new JobFilter { State = JobState.Queued }, cancelling.Token).AnyAsync())).ToArray();
        await Waiting.Until("all watch", () => jobs.Table.WatcherCount == Count);
        await cancelling.CancelAsync();
        await Assert.ThatAsync(() => Task.WhenAll(idle), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(jobs.Table.WatcherCount, Is.Zero);
        TestContext.Out.WriteLine($"each of {Count} watchers saw {Count} ends after at most {watches.Max().TotalSeconds:F1} s");
    }

    private static async Task<TimeSpan> WatchEnds(JobsManager jobs, int count)
    {
        var clock = Stopwatch.StartNew();
        Assert.That(await jobs.WatchAsync(new JobFilter { State = JobState.Finished }).Take(count).Select(status => status.Id).Distinct().CountAsync(), Is.EqualTo(count));
        return clock.Elapsed;
    }

    /// <summary>A watcher that is asked step by step.</summary>
    private sealed class Watch(JobsManager jobs, JobFilter? filter = null, CancellationToken cancellationToken = default) : IAsyncDisposable
    {
        private readonly IAsyncEnumerator<JobStatus> _states = jobs.WatchAsync(filter, cancellationToken).GetAsyncEnumerator(CancellationToken.None);

        public JobStatus Current => _states.Current;

        public Task<bool> MoveNext() => _states.MoveNextAsync().AsTask();

        public async Task<JobStatus> Next()
        {
            Assert.That(await MoveNext().Within("a state is told"), Is.True);
            return Current;
        }

        public ValueTask DisposeAsync() => _states.DisposeAsync();
    }
}
