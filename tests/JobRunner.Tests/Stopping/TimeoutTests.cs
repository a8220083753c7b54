using System.Diagnostics;
using JobRunner.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace JobRunner.Tests.Stopping;

[TestFixture(ProcessIsolation.Session)]
[TestFixture(ProcessIsolation.None)]
public sealed class TimeoutTests(ProcessIsolation isolation) : JobsTests(isolation)
{
    private const string Polite = "trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.05; done";
    private const string Stubborn = "trap '' TERM; echo ready; while :; do sleep 0.1; done";

    [Test]
    public async Task A_job_whose_time_is_up_is_stopped_with_grace()
    {
        var job = await Jobs.StartAsync(Shell(Polite) with { Timeout = TimeSpan.FromSeconds(0.5) });
        var status = await WaitFor(job);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(status, Has.Property("Outcome").EqualTo(JobOutcome.TimedOut).And.Property("ExitCode").EqualTo(7));
            Assert.That(status.FinishedAt - status.StartedAt, Is.GreaterThan(TimeSpan.FromSeconds(0.45)));
            Assert.That(await Jobs.ReadOutputTextAsync(job), Does.Contain("bye\n"));
        }
    }

    [Test]
    public async Task A_job_that_is_done_in_time_is_not_stopped()
    {
        var status = await RunToEnd(new JobSpec("true") { Timeout = TimeSpan.FromMinutes(1) });
        Assert.That(status.Outcome, Is.EqualTo(JobOutcome.Exited));
    }

    [Test]
    public async Task A_job_that_has_exited_in_time_has_its_whole_drain_period()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var jobs = NewManager(options => options.OutputDrainPeriod = TimeSpan.FromMinutes(2), time);
        var job = await jobs.StartAsync(Shell("sleep 100 & exit 3") with { Timeout = TimeSpan.FromMinutes(1), GracePeriod = TimeSpan.FromHours(1) });
        await Waiting.Until("the process has exited", async () => (await jobs.QueryAsync(job)).ExitCode == 3);
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.That((await jobs.QueryAsync(job)).State, Is.EqualTo(JobState.Running));
        var end = jobs.WaitAsync(job);

        // From when the drain period counts isn't seen.
        await Waiting.Until("it is over", () =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return end.IsCompleted;
        });
        var status = await end;
        Assert.That(status, Has.Property("Outcome").EqualTo(JobOutcome.Exited).And.Property("OutputComplete").False);
        Assert.That(status.Error, Does.Contain("drain period"));
    }

    [Test]
    public async Task What_a_stopping_job_has_left_ends_in_time()
    {
        var job = await Jobs.StartAsync(
            Shell("(trap '' TERM; echo ready; while :; do sleep 0.1; done) & wait") with { Timeout = TimeSpan.FromSeconds(1), GracePeriod = TimeSpan.Zero });
        await WaitForOutput(job, "ready");
        var status = await Jobs.StopAsync(job, TimeSpan.FromHours(1)).Within("the timeout ends it");
        Assert.That(status.Outcome, Is.EqualTo(JobOutcome.Stopped).Or.EqualTo(JobOutcome.TimedOut), "the latter on a machine that is slow");
    }

    [Test]
    public async Task A_jobs_own_grace_comes_before_the_managers()
    {
        var clock = Stopwatch.StartNew();
        var job = await Jobs.StartAsync(Shell(Stubborn) with { GracePeriod = TimeSpan.FromSeconds(0.3), Timeout = TimeSpan.FromSeconds(0.3) });
        Assert.That(await WaitFor(job), Has.Property("Outcome").EqualTo(JobOutcome.TimedOut).And.Property("Signal").EqualTo(9));
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(4)), "the manager's grace is 5 s");
    }

    [Test]
    public async Task A_stop_and_a_timeout_and_an_exit_at_once_have_one_outcome()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (round, cancellation) =>
        {
            var spec = new JobSpec("sleep", "0.05") { Timeout = TimeSpan.FromMilliseconds(48 + (round % 6)) };
            var job = await Jobs.StartAsync(spec, cancellation);
            await Jobs.WaitAsync(job, cancellation).WaitAsync(TimeSpan.FromMilliseconds(50), cancellation).ContinueWith(wait => wait.Exception, TaskScheduler.Default);
            var ends = await Task.WhenAll(Jobs.StopAsync(job, null, cancellation), Jobs.StopAsync(job, TimeSpan.FromSeconds(1), cancellation), Jobs.WaitAsync(job, cancellation));
            Assert.That(ends, Has.All.EqualTo(ends[0]));
            Assert.That(ends[0].Outcome, Is.AnyOf(JobOutcome.Exited, JobOutcome.Stopped, JobOutcome.TimedOut));
            Assert.That(ends[0].ExitCode, Is.EqualTo(0).Or.EqualTo(143));
        });
    }
}
