using System.Diagnostics;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Stopping;

/// <summary>How jobs end: by themselves, with children left behind, or because they are told to.</summary>
[TestFixture(ProcessIsolation.Session)]
[TestFixture(ProcessIsolation.None)]
public sealed class StopTests(ProcessIsolation isolation) : JobsTests(isolation)
{
    [Test]
    public async Task A_child_that_holds_the_pipe_hangs_nobody()
    {
        var clock = Stopwatch.StartNew();
        var job = await Jobs.StartAsync(Shell("echo hi; sleep 30 & echo $! >&2; exit 0"));
        var status = await WaitFor(job);
        var child = int.Parse(await Jobs.ReadOutputTextAsync(job, new() { Sources = OutputSources.StandardError }));
        using (Assert.EnterMultipleScope())
        {
            // Two seconds, but for the tick of the clock that .NET's timers go by.
            Assert.That(clock.Elapsed, Is.GreaterThan(TimeSpan.FromSeconds(1.98)).And.LessThan(TimeSpan.FromSeconds(5)));
            Assert.That(status, Has.Property("Outcome").EqualTo(JobOutcome.Exited).And.Property("ExitCode").Zero);
            Assert.That(status.OutputComplete, Is.False);
            Assert.That(status.Error, Does.Contain("drain period (2 s)"));
            Assert.That(await Jobs.ReadOutputTextAsync(job, new() { Sources = OutputSources.StandardOutput }), Is.EqualTo("hi\n"));
            Assert.That(IsAlive(child), Is.False);
        }
    }

    [Test]
    public async Task Asks_first_and_keeps_the_last_words_and_the_exit_code()
    {
        var job = await Jobs.StartAsync(Shell("trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.05; done"));
        await WaitForOutput(job, "ready");
        var status = await Jobs.StopAsync(job).Within("the job is stopped");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(status.Outcome, Is.EqualTo(JobOutcome.Stopped));
            Assert.That(status.ExitCode, Is.EqualTo(7));
            Assert.That(status.OutputComplete, Is.True);
            Assert.That(await Jobs.ReadOutputTextAsync(job), Is.EqualTo("ready\nbye\n").Or.EqualTo("ready\nTerminated\nbye\n"));
        }
    }

    [Test]
    public async Task Kills_what_does_not_heed_when_the_grace_is_over()
    {
        var job = await Jobs.StartAsync(Shell("trap '' TERM; echo ready; while :; do sleep 0.1; done"));
        await WaitForOutput(job, "ready");
        var clock = Stopwatch.StartNew();
        var status = await Jobs.StopAsync(job, TimeSpan.FromSeconds(1)).Within("the job is stopped");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(clock.Elapsed, Is.GreaterThan(TimeSpan.FromSeconds(1)).And.LessThan(TimeSpan.FromSeconds(10)));
            Assert.That(status, Has.Property("Outcome").EqualTo(JobOutcome.Stopped).And.Property("Signal").EqualTo(9));
            Assert.That(status.ExitCode, Is.EqualTo(137));
        }
    }

    [Test]
    public async Task Zero_grace_kills_at_once_whatever_was_asked_before()
    {
        var job = await Jobs.StartAsync(Shell("trap '' TERM; echo ready; while :; do sleep 0.1; done"));
        await WaitForOutput(job, "ready");
        var clock = Stopwatch.StartNew();
        var first = Jobs.StopAsync(job, TimeSpan.FromSeconds(20));
        var second = Jobs.StopAsync(job, TimeSpan.Zero);
        Assert.That(await second.Within("the job is killed"), Is.EqualTo(await first));
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public async Task A_job_in_SIGSTOP_still_gets_its_SIGTERM()
    {
        var job = await Jobs.StartAsync(Shell("trap 'echo bye; exit 0' TERM; echo ready; kill -STOP $$; while :; do sleep 0.05; done"));
        await WaitForOutput(job, "ready");
        var status = await Jobs.StopAsync(job).Within("the job is stopped");
        Assert.That(status.ExitCode, Is.Zero);
    }

    [Test]
    public async Task A_finished_job_stays_as_it_is()
    {
        var job = await Jobs.StartAsync("false");
        var status = await WaitFor(job);
        Assert.That(await Jobs.StopAsync(job), Is.EqualTo(status));
        Assert.That(status, Has.Property("Outcome").EqualTo(JobOutcome.Exited).And.Property("ExitCode").EqualTo(1));
    }

    [Test]
    public async Task A_death_by_anothers_signal_is_Signaled()
    {
        var status = await RunToEnd(Shell("kill -KILL $$"));
        Assert.That(
            status,
            Has.Property("Outcome").EqualTo(JobOutcome.Signaled).And.Property("Signal").EqualTo(9).And.Property("ExitCode").EqualTo(137));
    }

    [Test]
    public async Task A_drain_period_of_zero_blames_nobody()
    {
        await using var jobs = NewManager(options => options.OutputDrainPeriod = TimeSpan.Zero);
        for (var i = 0; i < 200; i++)
        {
            var result = await jobs.RunAsync(new JobSpec("echo", "hi")).Within("the job has finished");
            Assert.That(result.Status, Has.Property("Error").Null.And.Property("OutputComplete").True);
            Assert.That(result.StandardOutput, Is.EqualTo("hi\n"));
        }
    }

    [Test]
    public async Task A_stop_during_the_drain_cuts_it_short()
    {
        await using var jobs = NewManager(options => options.OutputDrainPeriod = TimeSpan.FromMinutes(1));
        var job = await jobs.StartAsync(Shell("sleep 100 & echo $!; exit 5"));
        await Waiting.Until("the shell has exited", async () => !IsAlive((await jobs.QueryAsync(job)).ProcessId!.Value));
        var status = await jobs.StopAsync(job).Within("the job is stopped");
        Assert.That(status.ExitCode, Is.EqualTo(5));
    }

    [TestCase(-1)]
    [TestCase(int.MinValue)]
    public Task A_negative_or_infinite_grace_is_refused(int milliseconds) =>
        Assert.ThatAsync(
            async () => await Jobs.StopAsync(Guid.NewGuid(), TimeSpan.FromMilliseconds(milliseconds)),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("gracePeriod"));

    [Test]
    public async Task Cancelling_the_call_does_not_cancel_the_stop()
    {
        var job = await Jobs.StartAsync(Shell("trap '' TERM; echo ready; while :; do sleep 0.1; done"));
        await WaitForOutput(job, "ready");
        using var cancellation = new CancellationTokenSource();
        var stop = Jobs.StopAsync(job, TimeSpan.FromMilliseconds(500), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThatAsync(async () => await stop, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await WaitFor(job)).Outcome, Is.EqualTo(JobOutcome.Stopped));
    }

    [Test]
    public async Task A_call_that_is_cancelled_already_stops_the_job_all_the_same()
    {
        var job = await Jobs.StartAsync("sleep", "100");
        await Assert.ThatAsync(
            () => Jobs.StopAsync(job, cancellationToken: new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await WaitFor(job)).Outcome, Is.EqualTo(JobOutcome.Stopped));
    }

    [Test]
    public async Task Four_hundred_jobs_that_ignore_SIGTERM_take_their_grace_and_little_more()
    {
        var jobs = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => Jobs.StartAsync(Shell("trap '' TERM; echo ready; sleep 100; sleep 100"))));
        await Task.WhenAll(jobs.Select(job => WaitForOutput(job, "ready")));
        var clock = Stopwatch.StartNew();
        var statuses = await Task.WhenAll(jobs.Select(job => Jobs.StopAsync(job, TimeSpan.FromSeconds(2)))).Within("all are stopped");
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
        Assert.That(statuses, Has.All.Property("Outcome").EqualTo(JobOutcome.Stopped));
        Assert.That(Leftovers.FindOfJobs(), Is.Empty);
    }

    [Test]
    public async Task Three_hundred_jobs_stop_together()
    {
        var jobs = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => Jobs.StartAsync("sleep", "100")));
        var clock = Stopwatch.StartNew();
        var statuses = await Task.WhenAll(jobs.Select(job => Jobs.StopAsync(job))).Within("all are stopped");
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)));
        Assert.That(statuses, Has.All.Property("Outcome").EqualTo(JobOutcome.Stopped));
    }
}
