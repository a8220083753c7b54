using System.Diagnostics;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.AnySystem;

/// <summary>Jobs that are asked to end, without a shell: SIGTERM, or what travels through a console.</summary>
public sealed class RequestTests() : JobsTests(ProcessIsolation.Auto)
{
    [Test]
    public async Task Who_heeds_it_has_last_words_and_an_exit_code()
    {
        var job = await StartReady("polite");
        var status = await Jobs.StopAsync(job, TimeSpan.FromMinutes(1)).Within("the job is stopped");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(status, Has.Property("Outcome").EqualTo(JobOutcome.Stopped).And.Property("ExitCode").EqualTo(7));
            Assert.That(status, Has.Property("OutputComplete").True.And.Property("Error").Null);
            Assert.That(await Jobs.ReadOutputTextAsync(job), Is.EqualTo("ready\nbye\n"));
        }
    }

    [Test]
    public async Task Who_does_not_is_killed_when_the_grace_is_over()
    {
        var job = await StartReady("stubborn");
        var clock = Stopwatch.StartNew();
        var status = await Jobs.StopAsync(job, TimeSpan.FromSeconds(1)).Within("the job is stopped");
        Assert.That(clock.Elapsed, Is.GreaterThan(TimeSpan.FromSeconds(0.98)).And.LessThan(TimeSpan.FromSeconds(10)));
        AssertKilled(status, JobOutcome.Stopped);
    }

    [Test]
    public async Task A_grace_of_zero_kills_at_once_whatever_was_asked_before()
    {
        var job = await StartReady("stubborn");
        var first = Jobs.StopAsync(job, TimeSpan.FromMinutes(1));
        var second = Jobs.StopAsync(job, TimeSpan.Zero);
        Assert.That(await second.Within("the job is killed"), Is.EqualTo(await first));
        AssertKilled(await second, JobOutcome.Stopped);
    }

    [Test]
    public async Task A_timeout_asks_first_too()
    {
        var job = await Jobs.StartAsync(Child("polite") with { Timeout = TimeSpan.FromSeconds(3), GracePeriod = TimeSpan.FromMinutes(1) });
        var status = await WaitFor(job);
        Assert.That(status, Has.Property("Outcome").EqualTo(JobOutcome.TimedOut).And.Property("ExitCode").EqualTo(7));
        Assert.That(status.FinishedAt - status.StartedAt, Is.GreaterThan(TimeSpan.FromSeconds(2.95)));
    }

    [Test]
    public async Task SIGTERM_asks_and_SIGKILL_kills()
    {
        var asked = await StartReady("polite");
        await Jobs.SignalAsync(asked, JobSignal.SIGTERM);
        Assert.That(await WaitFor(asked), Has.Property("Outcome").EqualTo(JobOutcome.Exited).And.Property("ExitCode").EqualTo(7));
        var killed = await StartReady("stubborn");
        await Jobs.SignalAsync(killed, JobSignal.SIGKILL);
        AssertKilled(await WaitFor(killed), JobOutcome.Signaled);
    }

    [Test]
    public async Task Disposing_the_manager_asks_all_jobs()
    {
        var jobs = NewManager(options => options.DefaultGracePeriod = TimeSpan.FromMinutes(1));
        var started = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => jobs.StartAsync(Child("polite"))));
        await Task.WhenAll(started.Select(job => WaitForOutput(jobs, job, "ready")));
        var ends = started.Select(job => jobs.WaitAsync(job)).ToArray();
        await jobs.DisposeAsync().AsTask().Within("the manager is disposed");
        Assert.That(await Task.WhenAll(ends), Has.All.Property("ExitCode").EqualTo(7).And.All.Property("Outcome").EqualTo(JobOutcome.Stopped));
        Assert.That(Leftovers.Find(), Is.Empty);
    }

    private static void AssertKilled(JobStatus status, JobOutcome outcome)
    {
        Assert.That(status, Has.Property("Outcome").EqualTo(outcome).And.Property("Signal").EqualTo(9));
        Assert.That(status, Has.Property("ExitCode").EqualTo(137).And.Property("Error").Null);
    }

    private async Task<Guid> StartReady(string verb)
    {
        var job = await Jobs.StartAsync(Child(verb));
        await WaitForOutput(job, "ready");
        return job;
    }
}
