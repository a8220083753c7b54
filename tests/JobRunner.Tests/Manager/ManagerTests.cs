using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Manager;

[TestFixture(ProcessIsolation.Session)]
[TestFixture(ProcessIsolation.None)]
public sealed class ManagerTests(ProcessIsolation isolation) : JobsTests(isolation)
{
    [Test]
    public async Task A_status_tells_the_jobs_story()
    {
        var before = DateTimeOffset.UtcNow;
        var spec = new JobSpec("sh", "-c", "echo hello; exit 3") { Labels = new Dictionary<string, string> { ["team"] = "blue" } };
        var job = await Jobs.StartAsync(spec);
        var status = await WaitFor(job);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(job.Version, Is.EqualTo(4));
            Assert.That(status.Id, Is.EqualTo(job));
            Assert.That(status.Command, Is.EqualTo("sh"));
            Assert.That(status.Arguments, Is.EqualTo(spec.Arguments));
            Assert.That(status.Labels, Is.EqualTo(spec.Labels));
            Assert.That(status.State, Is.EqualTo(JobState.Finished));
            Assert.That(status.IsFinished, Is.True);
            Assert.That(status.Outcome, Is.EqualTo(JobOutcome.Exited));
            Assert.That(status.ExitCode, Is.EqualTo(3));
            Assert.That(status.Signal, Is.Null);
            Assert.That(status.ProcessId, Is.Positive);
            Assert.That(status.OutputBytes, Is.EqualTo(6));
            Assert.That(status.OutputComplete, Is.True);
            Assert.That(
                new[] { before, status.CreatedAt, status.StartedAt!.Value, status.FinishedAt!.Value, DateTimeOffset.UtcNow }, Is.Ordered);
            Assert.That(status.CreatedAt.Offset, Is.EqualTo(TimeSpan.Zero));
            Assert.That(await Jobs.QueryAsync(job), Is.EqualTo(status));
        }
    }

    [Test]
    public async Task A_running_job_is_Running_and_then_Stopping()
    {
        var job = await Jobs.StartAsync(Shell("trap '' TERM; echo ready; while :; do sleep 0.1; done"));
        await WaitForOutput(job, "ready");
        var running = await Jobs.QueryAsync(job);
        var stop = Jobs.StopAsync(job, TimeSpan.FromSeconds(20));
        var stopping = await Jobs.QueryAsync(job);
        await Jobs.StopAsync(job, TimeSpan.Zero).Within("the job is killed");
        await stop;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(running.State, Is.EqualTo(JobState.Running));
            Assert.That(running, Has.Property("Outcome").Null.And.Property("FinishedAt").Null.And.Property("ExitCode").Null);
            Assert.That(stopping.State, Is.EqualTo(JobState.Stopping));
        }
    }

    [Test]
    public async Task A_cancelled_call_is_cancelled_and_has_not_failed()
    {
        using var cancellation = new CancellationTokenSource();
        var token = cancellation.Token;
        var job = await Jobs.StartAsync(Shell("echo hello; exec sleep 100") with { KeepInputOpen = true });
        await WaitForOutput(job, "hello");
        await using var reader = Jobs.ReadOutputAsync(job, cancellationToken: token).GetAsyncEnumerator(CancellationToken.None);
        var unread = Jobs.WriteInputAsync(job, new byte[1_000_000], CancellationToken.None);
        var write = Jobs.WriteInputAsync(job, new byte[1], token);
        var close = Jobs.CloseInputAsync(job, token);
        await cancellation.CancelAsync();
        Task[] calls =
        [
            reader.MoveNextAsync().AsTask(),
            write,
            close,
            Jobs.QueryAsync(job, token).AsTask(),
            Jobs.WaitAsync(job, token),
            Jobs.SignalAsync(job, JobSignal.SIGCONT, token),
            Jobs.RemoveAsync(job, token),
            Jobs.StartAsync(new JobSpec("true"), token),
        ];
        foreach (var call in calls)
        {
            var e = await Assert.CatchAsync<OperationCanceledException>(() => call.Within("it ends"), $"call {Array.IndexOf(calls, call)}");
            Assert.That((call.IsCanceled, e!.CancellationToken), Is.EqualTo((true, token)), $"call {Array.IndexOf(calls, call)}");
        }

        await Jobs.StopAsync(job, TimeSpan.Zero).Within("the job is killed");
        await Assert.ThatAsync(() => unread.Within("its write ends"), Throws.TypeOf<InvalidJobStateException>());
    }

    [Test]
    public async Task An_unknown_id_is_not_found()
    {
        var id = Guid.NewGuid();
        using (Assert.EnterMultipleScope())
        {
            await AssertNotFound(async () => await Jobs.QueryAsync(id));
            await AssertNotFound(async () => await Jobs.WaitAsync(id));
            await AssertNotFound(async () => await Jobs.StopAsync(id));
            await AssertNotFound(async () => await Jobs.RemoveAsync(id));
            var output = Jobs.ReadOutputAsync(id);
            await AssertNotFound(async () => await output.ToListAsync());
        }

        Task AssertNotFound(Func<Task> call) =>
            Assert.ThatAsync(async () => await call(), Throws.TypeOf<JobNotFoundException>().With.Property("JobId").EqualTo(id));
    }

    [Test]
    public async Task Lists_in_order_of_creation_what_matches()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 20; i++)
        {
            var labels = new Dictionary<string, string> { ["even"] = $"{i % 2 == 0}", ["all"] = "yes" };
            ids.Add(await Jobs.StartAsync(new JobSpec("true") { Labels = labels }));
        }

        var running = await Jobs.StartAsync("sleep", "100");
        await Task.WhenAll(ids.Select(WaitFor));
        var even = new JobFilter { Labels = new Dictionary<string, string> { ["even"] = "True", ["all"] = "yes" } };
        var finished = new JobFilter { State = JobState.Finished };
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await ListIds(null), Is.EqualTo(ids.Append(running)));
            Assert.That(await ListIds(even), Is.EqualTo(ids.Where((_, i) => i % 2 == 0)));
            Assert.That(await ListIds(finished), Is.EqualTo(ids));
            Assert.That(await ListIds(finished with { State = JobState.Running }), Is.EqualTo(new[] { running }));
        }
    }

    [Test]
    public async Task A_removed_job_is_forgotten_but_a_reader_under_way_gets_everything()
    {
        var job = await Jobs.StartAsync(Child("bytes", "5", "1000000"));
        await WaitFor(job);
        await using var reader = Jobs.ReadOutputAsync(job).GetAsyncEnumerator();
        Assert.That(await reader.MoveNextAsync(), Is.True);
        long count = reader.Current.Data.Length;
        await Jobs.RemoveAsync(job);
        while (await reader.MoveNextAsync())
        {
            count += reader.Current.Data.Length;
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(count, Is.EqualTo(1_000_000));
            await Assert.ThatAsync(async () => await Jobs.QueryAsync(job), Throws.TypeOf<JobNotFoundException>());
            await Assert.ThatAsync(async () => await Jobs.RemoveAsync(job), Throws.TypeOf<JobNotFoundException>());
            Assert.That(await ListIds(null), Is.Empty);
        }
    }

    [Test]
    public async Task A_job_that_runs_is_not_removed()
    {
        var job = await Jobs.StartAsync("sleep", "100");
        await Assert.ThatAsync(
            async () => await Jobs.RemoveAsync(job),
            Throws.TypeOf<InvalidJobStateException>().With.Property("State").EqualTo(JobState.Running).And.Property("JobId").EqualTo(job));
    }

    [Test]
    public async Task Cancelling_a_wait_leaves_the_job_alone()
    {
        var job = await Jobs.StartAsync("sleep", "100");
        using var cancellation = new CancellationTokenSource();
        var wait = Jobs.WaitAsync(job, cancellation.Token);
        var read = Jobs.ReadOutputTextAsync(job, cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        using (Assert.EnterMultipleScope())
        {
            await Assert.ThatAsync(async () => await wait, Throws.InstanceOf<OperationCanceledException>());
            await Assert.ThatAsync(async () => await read, Throws.InstanceOf<OperationCanceledException>());
            Assert.That((await Jobs.QueryAsync(job)).State, Is.EqualTo(JobState.Running));
        }
    }

    [Test]
    public async Task A_start_cancelled_before_makes_no_job()
    {
        await Assert.ThatAsync(
            async () => await Jobs.StartAsync(new JobSpec("sleep", "100"), new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await ListIds(null), Is.Empty);
    }

    [Test]
    public async Task What_is_finished_can_be_removed_at_once()
    {
        for (var i = 0; i < 200; i++)
        {
            var job = await Jobs.StartAsync("true");
            while (!(await Jobs.QueryAsync(job)).IsFinished)
            {
                await Task.Yield();
            }

            await Jobs.RemoveAsync(job);
        }
    }

    [Test]
    public async Task Whoever_sees_the_output_end_sees_a_finished_job()
    {
        for (var i = 0; i < 200; i++)
        {
            var job = await Jobs.StartAsync("true");
            await Read(job);
            Assert.That((await Jobs.QueryAsync(job)).State, Is.EqualTo(JobState.Finished));
            await Jobs.RemoveAsync(job);
        }
    }

    private async Task<List<Guid>> ListIds(JobFilter? filter) =>
        await Jobs.ListAsync(filter).Select(status => status.Id).ToListAsync();
}
