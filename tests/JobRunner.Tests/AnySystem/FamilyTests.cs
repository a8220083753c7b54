using System.Diagnostics;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.AnySystem;

/// <summary>Jobs whose processes start others, without a shell.</summary>
[TestFixture(ProcessIsolation.Auto)]
[TestFixture(ProcessIsolation.None)]
public sealed class FamilyTests(ProcessIsolation isolation) : JobsTests(isolation)
{
    [Test]
    public async Task A_grandchild_that_holds_the_pipe_hangs_nobody_and_ends_with_the_job()
    {
        await using var jobs = NewManager(options => options.OutputDrainPeriod = TimeSpan.FromSeconds(1));
        var job = await jobs.StartAsync(Child("leave-when-told", "2") with { KeepInputOpen = true });
        await WaitForOutput(jobs, job, "left");
        var clock = Stopwatch.StartNew();
        await jobs.CloseInputAsync(job);
        var status = await jobs.WaitAsync(job).Within("the job has finished");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(clock.Elapsed, Is.GreaterThan(TimeSpan.FromSeconds(0.98)));
            Assert.That(status, Has.Property("Outcome").EqualTo(JobOutcome.Exited).And.Property("ExitCode").Zero);
            Assert.That(status, Has.Property("OutputComplete").False);
            Assert.That(status.Error, Does.Contain("drain period (1 s)"));
            Assert.That(IsAlive(await IdIn(jobs, job)), Is.False);
            Assert.That(Leftovers.FindOfJobs(), Is.Empty);
        }
    }

    [Test]
    public async Task Four_generations_end_with_a_stop()
    {
        var job = await Jobs.StartAsync(Child("keep", "3"));
        await WaitForOutput(job, "youngest");
        var youngest = await IdIn(Jobs, job);
        Assert.That(IsAlive(youngest), Is.True);
        var status = await Jobs.StopAsync(job, TimeSpan.Zero).Within("the job is stopped");
        Assert.That(status, Has.Property("Outcome").EqualTo(JobOutcome.Stopped).And.Property("Error").Null);
        Assert.That(IsAlive(youngest), Is.False);
        Assert.That(Leftovers.FindOfJobs(), Is.Empty);
    }

    [Test]
    public async Task A_stop_during_the_drain_cuts_it_short()
    {
        await using var jobs = NewManager(options => options.OutputDrainPeriod = TimeSpan.FromMinutes(10));
        var job = await jobs.StartAsync(Child("leave", "1"));
        await WaitForOutput(jobs, job, "left");
        await Waiting.Until("the first process has gone", async () => (await jobs.QueryAsync(job)).ExitCode is not null);
        var status = await jobs.StopAsync(job, TimeSpan.Zero).Within("the job is stopped");
        Assert.That(status.ExitCode, Is.Zero);
        Assert.That(Leftovers.FindOfJobs(), Is.Empty);
    }

    private static async Task<int> IdIn(JobsManager jobs, Guid job) =>
        int.Parse((await jobs.ReadOutputTextAsync(job, Snapshot)).Split(' ', StringSplitOptions.TrimEntries)[1]);
}
