using JobRunner.Launching.Linux;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Launching;

/// <summary>The Linux launcher where a group can't be signalled through its leader's pidfd, before Linux 6.9.</summary>
[NonParallelizable]
public sealed class OlderKernelTests() : JobsTests(ProcessIsolation.Session)
{
    [SetUp]
    public void ForgetGroupSignals() => LinuxSupport.CanSignalGroups = false;

    [TearDown]
    public void RememberGroupSignals() => LinuxSupport.CanSignalGroups = true;

    [TestCase("(sleep 100 & sleep 100) & echo ready; wait", TestName = "Old_A_child_of_a_child")]
    [TestCase("trap 'exit 0' TERM; sh -c 'trap \"\" TERM; echo ready; while :; do sleep 1; done' & wait", TestName = "Old_A_leader_that_goes_first")]
    [TestCase("(setsid sleep 100 >/dev/null 2>&1 </dev/null &) ; echo ready; sleep 100", TestName = "Old_A_daemon")]
    public Task Ends_with_its_job(string script) => StopAndFindNothingLeft(script);

    [Test]
    public async Task A_group_whose_leader_has_gone_is_still_reached()
    {
        await using var jobs = NewManager(options => options.OutputDrainPeriod = TimeSpan.FromMinutes(1));
        var job = await jobs.StartAsync(Shell("trap '' USR1; sh -c 'trap \"echo got it; exit 0\" HUP; echo ready; while :; do sleep 0.05; done' & exit 4"));
        await Waiting.Until("the leader has gone", async () => !IsAlive((await jobs.QueryAsync(job)).ProcessId!.Value));
        await Waiting.Until("the child is ready", async () => (await jobs.QueryAsync(job)).OutputBytes > 0);
        await jobs.SignalAsync(job, JobSignal.SIGHUP);
        Assert.That(await jobs.WaitAsync(job).Within("the child has ended too"), Has.Property("ExitCode").EqualTo(4).And.Property("OutputComplete").True);
        Assert.That(await jobs.ReadOutputTextAsync(job), Does.Contain("got it"));
    }
}
