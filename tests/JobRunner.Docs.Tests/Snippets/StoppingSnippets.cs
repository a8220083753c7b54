using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Docs.Tests.Snippets;

/// <summary>docs/stopping.md's.</summary>
public sealed class StoppingSnippets : InProcess
{
    [Test]
    public async Task Stop()
    {
        await StopAsync(Jobs, Console).Within("the job is stopped");
        Assert.That(Printed, Is.EqualTo("ready\ngoodbye\nStopped with 7\n"));
    }

    [Test]
    public async Task Timeout()
    {
        await TimeoutAsync(Jobs, Console).Within("the job has timed out");
        Assert.That(Printed, Is.EqualTo("TimedOut\n"));
    }

    [Test]
    public async Task Signal()
    {
        var job = await Jobs.StartAsync("sleep", "600");
        await SignalAsync(Jobs, job);
        Assert.That(await Jobs.WaitAsync(job).Within("the job ends"), Has.Property("Outcome").EqualTo(JobOutcome.Signaled).And.Property("Signal").EqualTo(10));
    }

    private static async Task StopAsync(IJobsManager jobs, TextWriter Console)
    {
        // docs: asked begins
        var job = await jobs.StartAsync("sh", "-c", "trap 'echo goodbye; exit 7' TERM; echo ready; sleep 600 & wait");
        await foreach (var line in jobs.ReadLinesAsync(job))
        {
            Console.WriteLine(line.Text);
            if (line.Text == "ready")
            {
                _ = jobs.StopAsync(job, TimeSpan.FromSeconds(10));
            }
        }

        var status = await jobs.WaitAsync(job);
        Console.WriteLine($"{status.Outcome} with {status.ExitCode}");    // Stopped with 7
        // docs: asked ends
    }

    private static async Task TimeoutAsync(IJobsManager jobs, TextWriter Console)
    {
        // docs: timeout begins
        var result = await jobs.RunAsync(new JobSpec("sleep", "60") { Timeout = TimeSpan.FromSeconds(1), GracePeriod = TimeSpan.FromSeconds(1) });
        Console.WriteLine(result.Status.Outcome);    // TimedOut
        // docs: timeout ends
    }

    private static async Task SignalAsync(IJobsManager jobs, Guid job)
    {
        // docs: signal begins
        await jobs.SignalAsync(job, JobSignal.SIGUSR1);
        // docs: signal ends
    }
}
