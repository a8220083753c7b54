using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Stopping;

/// <summary>What tries to outlive its job, or can't help it.</summary>
[TestFixture(ProcessIsolation.Session)]
[TestFixture(ProcessIsolation.None)]
public sealed class EscapeTests(ProcessIsolation isolation) : JobsTests(isolation)
{
    // Each generation starts the next and exits.
    private const string ForkLoop = "trap \"\" TERM HUP; f() { f & }; f; while :; do sleep 1; done";

    [TestCase("(sleep 100 & sleep 100) & echo ready; wait", TestName = "A_child_of_a_child")]
    [TestCase("sh -c 'trap \"\" TERM; sh -c \"while :; do sleep 1; done\" & echo ready; wait' & wait", TestName = "A_child_of_a_child_that_ignores_SIGTERM")]
    [TestCase("trap 'exit 0' TERM; sh -c 'trap \"\" TERM; echo ready; while :; do sleep 1; done' & wait", TestName = "A_leader_that_heeds_SIGTERM_with_a_child_that_ignores_it")]
    [TestCase("setsid sh -c 'trap \"\" TERM; echo ready; while :; do sleep 1; done' & wait", TestName = "A_child_in_a_session_of_its_own_that_ignores_SIGTERM")]
    [TestCase("(setsid sh -c '(sleep 100 &) ; sleep 100' >/dev/null 2>&1 </dev/null &) ; echo ready; sleep 100", TestName = "A_double_forked_daemon_with_closed_streams")]
    [TestCase("setsid env -i sh -c 'trap \"\" TERM; echo ready; while :; do sleep 1; done' & wait", TestName = "A_child_that_hides_in_a_session_of_its_own")]
    [TestCase("(setsid env -i sleep 100 &); echo ready; sleep 100", TestName = "An_orphan_that_hides_in_a_session_of_its_own")]
    [TestCase("env -u JOBRUNNER_JOBS sh -c 'trap \"\" TERM; echo ready; while :; do sleep 1; done' & wait", TestName = "A_child_that_hides_the_marker_and_ignores_SIGTERM")]
    [TestCase("echo ready; " + ForkLoop, TestName = "A_fork_loop")]
    [TestCase("setsid sh -c '" + ForkLoop + "' & echo ready; wait", TestName = "A_fork_loop_in_a_session_of_its_own")]
    [TestCase("echo ready; kill -STOP $$; while :; do sleep 1; done", TestName = "A_job_in_SIGSTOP")]
    public Task Ends_with_its_job(string script) => StopAndFindNothingLeft(script);

    [TestCase("sleep 100 >/dev/null 2>&1 & exit 3", TestName = "What_is_left_of_the_group")]
    [TestCase("setsid sleep 100 >/dev/null 2>&1 </dev/null & exit 3", TestName = "What_is_left_in_another_session")]
    public async Task Ends_after_its_job_has_exited(string script)
    {
        var status = await RunToEnd(Shell(script));
        Assert.That(status, Has.Property("ExitCode").EqualTo(3).And.Property("OutputComplete").True);
        await Waiting.Until("nothing is left", () => !Leftovers.FindOfJobs().Any());
    }

    [Test]
    public async Task A_host_that_is_a_job_itself_ends_with_its_jobs([Values(0, 3000)] int grace, [Values] ProcessIsolation inner)
    {
        var host = await Jobs.StartAsync(
            Child("host", "5", $"{inner}", "True", "echo ready; sleep 100", "setsid sleep 100 >/dev/null 2>&1 </dev/null & echo ready; sleep 100"));
        await WaitForOutput(host, "ready");
        var status = await Jobs.StopAsync(host, TimeSpan.FromMilliseconds(grace)).Within("the host is stopped");
        Assert.That(status.ExitCode, Is.EqualTo(grace == 0 ? 137 : 0));
        Assert.That(Leftovers.FindOfJobs(), Is.Empty);
    }
}
