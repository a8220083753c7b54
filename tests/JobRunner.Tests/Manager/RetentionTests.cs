using JobRunner.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace JobRunner.Tests.Manager;

public sealed class RetentionTests() : JobsTests(ProcessIsolation.Auto)
{
    [Test]
    public async Task The_newest_finished_jobs_are_kept_and_running_ones_do_not_count()
    {
        await using var jobs = NewManager(options => options.MaxFinishedJobs = 3);
        var running = await jobs.StartAsync("sleep", "100");
        var ended = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            ended.Add((await jobs.RunAsync(new JobSpec("echo", $"{i}"))).Status.Id);
        }

        await Waiting.Until("the oldest are forgotten", async () => await jobs.ListAsync().CountAsync() == 4);
        Assert.That(await jobs.ListAsync().Select(status => status.Id).ToArrayAsync(), Is.EqualTo((Guid[])[running, .. ended[2..]]));
        await Assert.ThatAsync(async () => await jobs.QueryAsync(ended[0]), Throws.TypeOf<JobNotFoundException>());
        Assert.That(await jobs.ReadOutputTextAsync(ended[2]), Is.EqualTo("2\n"));
    }

    [Test]
    public async Task A_job_is_forgotten_when_its_time_is_over_and_not_before()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var jobs = new JobsManager(new JobsManagerOptions { FinishedJobRetention = TimeSpan.FromHours(1) }, timeProvider: time);
        var first = (await jobs.RunAsync(new JobSpec("true"))).Status.Id;
        time.Advance(TimeSpan.FromMinutes(30));
        var second = (await jobs.RunAsync(new JobSpec("true"))).Status.Id;
        time.Advance(TimeSpan.FromMinutes(29.9));
        Assert.That(await jobs.ListAsync().CountAsync(), Is.EqualTo(2));
        time.Advance(TimeSpan.FromMinutes(0.2));
        await Assert.ThatAsync(async () => await jobs.QueryAsync(first), Throws.TypeOf<JobNotFoundException>());
        Assert.That(await jobs.QueryAsync(second), Has.Property("IsFinished").True);
        time.Advance(TimeSpan.FromMinutes(30));
        await Assert.ThatAsync(async () => await jobs.QueryAsync(second), Throws.TypeOf<JobNotFoundException>());
    }

    [Test]
    public async Task With_nothing_kept_a_run_still_gives_its_result_and_a_waiter_its_status([Values] bool byAge)
    {
        await using var jobs = NewManager(options =>
        {
            options.MaxFinishedJobs = byAge ? 1000 : 0;
            options.FinishedJobRetention = byAge ? TimeSpan.Zero : TimeSpan.FromHours(1);
        });
        for (var i = 0; i < 50; i++)
        {
            // More than fits into memory, so that the spool is needed after the job is forgotten.
            var result = await jobs.RunAsync(new JobSpec("sh", "-c", "head -c 3000000 /dev/zero; echo; echo oops >&2"));
            Assert.That(result.StandardOutput, Has.Length.EqualTo(3_000_001));
            Assert.That(result, Has.Property("StandardError").EqualTo("oops\n").And.Property("Truncated").False);
        }

        var job = await jobs.StartAsync("sleep", "0.2");
        Assert.That(await jobs.WaitAsync(job).Within("it has ended"), Has.Property("ExitCode").Zero);
        await Waiting.Until("nothing is kept", async () => await jobs.ListAsync().CountAsync() == 0);
    }

    [Test]
    public async Task A_reader_under_way_gets_everything_of_a_job_that_is_evicted()
    {
        await using var jobs = NewManager(options => (options.MaxFinishedJobs, options.OutputMemoryPerJob) = (0, 4096));
        var job = await jobs.StartAsync("sh", "-c", "echo ready; sleep 0.1; head -c 1000000 /dev/zero");
        await using var reader = jobs.ReadOutputAsync(job).GetAsyncEnumerator();
        Assert.That(await reader.MoveNextAsync(), Is.True);
        long read = reader.Current.Data.Length;
        await Waiting.Until("it is forgotten", async () => await jobs.ListAsync().CountAsync() == 0);
        while (await reader.MoveNextAsync())
        {
            read += reader.Current.Data.Length;
        }

        Assert.That(read, Is.EqualTo(1_000_006));
    }

    [Test]
    public async Task Retention_without_an_end_keeps_jobs()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var jobs = new JobsManager(new JobsManagerOptions { FinishedJobRetention = TimeSpan.MaxValue }, timeProvider: time);
        var job = (await jobs.RunAsync(new JobSpec("true"))).Status.Id;
        time.Advance(TimeSpan.FromDays(10_000));
        Assert.That(await jobs.QueryAsync(job), Has.Property("IsFinished").True);
    }
}
