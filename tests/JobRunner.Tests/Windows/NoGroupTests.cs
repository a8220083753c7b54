using System.Runtime.Versioning;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Windows;

/// <summary>Jobs in the host's own process group, on Windows.</summary>
[SupportedOSPlatform("windows")]
public sealed class NoGroupTests() : JobsTests(ProcessIsolation.None)
{
    [Test]
    public async Task Without_a_group_of_its_own_a_job_is_killed_at_once_because_it_can_not_be_asked()
    {
        var job = await Jobs.StartAsync(Child("polite"));
        await WaitForOutput(job, "ready");
        await Assert.ThatAsync(() => Jobs.SignalAsync(job, JobSignal.SIGTERM), Throws.InstanceOf<IOException>().With.Message.Contains("Isolation"));
        var status = await Jobs.StopAsync(job, TimeSpan.FromMinutes(10)).Within("it is killed");
        Assert.That(status, Has.Property("Outcome").EqualTo(JobOutcome.Stopped).And.Property("Signal").EqualTo(9));
        Assert.That(await Jobs.ReadOutputTextAsync(job), Is.EqualTo("ready\n"));
    }
}
