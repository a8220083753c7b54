using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Stopping;

[TestFixture(ProcessIsolation.Session)]
[TestFixture(ProcessIsolation.None)]
public sealed class SignalTests(ProcessIsolation isolation) : JobsTests(isolation)
{
    [TestCase(JobSignal.SIGHUP, "HUP")]
    [TestCase(JobSignal.SIGINT, "INT")]
    [TestCase(JobSignal.SIGQUIT, "QUIT")]
    [TestCase(JobSignal.SIGUSR1, "USR1")]
    [TestCase(JobSignal.SIGUSR2, "USR2")]
    [TestCase(JobSignal.SIGTERM, "TERM")]
    [TestCase(JobSignal.SIGCONT, "CONT")]
    public async Task Arrives(JobSignal signal, string name)
    {
        var job = await Jobs.StartAsync(Shell($"trap 'echo got {name}; exit 0' {name}; echo ready; while :; do sleep 0.05; done"));
        await WaitForOutput(job, "ready");
        await Jobs.SignalAsync(job, signal);
        Assert.That(await WaitFor(job), Has.Property("Outcome").EqualTo(JobOutcome.Exited));
        Assert.That(await Jobs.ReadOutputTextAsync(job), Does.Contain($"got {name}\n"));
    }

    [Test]
    public async Task Reaches_the_children_too()
    {
        var job = await Jobs.StartAsync(Shell("trap : USR1; sh -c 'trap \"echo child; exit 0\" USR1; echo ready; while :; do sleep 0.05; done' & wait; wait"));
        await WaitForOutput(job, "ready");
        await Jobs.SignalAsync(job, JobSignal.SIGUSR1);
        await WaitForOutput(job, "child");
    }

    [Test]
    public async Task A_job_is_paused_and_goes_on()
    {
        var job = await Jobs.StartAsync(Shell("echo ready; read -r line; echo \"$line\"") with { KeepInputOpen = true });
        await WaitForOutput(job, "ready");
        await Jobs.SignalAsync(job, JobSignal.SIGSTOP);
        var processId = (await Jobs.QueryAsync(job)).ProcessId!.Value;
        await Waiting.Until("it is stopped", () => File.ReadAllText($"/proc/{processId}/stat").Contains(") T ", StringComparison.Ordinal));
        await Jobs.WriteInputAsync(job, "on\n"u8.ToArray());
        Assert.That((await Jobs.QueryAsync(job)).State, Is.EqualTo(JobState.Running));
        await Jobs.SignalAsync(job, JobSignal.SIGCONT);
        Assert.That(await WaitFor(job), Has.Property("ExitCode").Zero);
    }

    [Test]
    public async Task SIGKILL_is_a_death_by_signal_not_a_stop()
    {
        var job = await Jobs.StartAsync("sleep", "100");
        await Jobs.SignalAsync(job, JobSignal.SIGKILL);
        Assert.That(await WaitFor(job), Has.Property("Outcome").EqualTo(JobOutcome.Signaled).And.Property("Signal").EqualTo(9));
    }

    [TestCase(JobSignal.SIGHUP)]
    [TestCase(JobSignal.SIGINT)]
    [TestCase(JobSignal.SIGQUIT)]
    [TestCase(JobSignal.SIGKILL)]
    [TestCase(JobSignal.SIGUSR1)]
    [TestCase(JobSignal.SIGUSR2)]
    [TestCase(JobSignal.SIGTERM)]
    public async Task A_signal_has_the_number_that_a_status_reports(JobSignal signal)
    {
        var job = await Jobs.StartAsync(Shell("ulimit -c 0; echo ready; exec sleep 100"));
        await WaitForOutput(job, "ready");
        await Jobs.SignalAsync(job, signal);
        Assert.That((await WaitFor(job)).Signal, Is.EqualTo((int)signal));
    }

    // From signal(7): these two end no process, so that no status reports them.
    [TestCase(JobSignal.SIGCONT, 18)]
    [TestCase(JobSignal.SIGSTOP, 19)]
    public void So_have_those_that_end_nothing(JobSignal signal, int number) => Assert.That((int)signal, Is.EqualTo(number));

    [Test]
    public async Task A_finished_job_can_not_be_signalled()
    {
        var job = await Jobs.StartAsync("true");
        await WaitFor(job);
        await Assert.ThatAsync(() => Jobs.SignalAsync(job, JobSignal.SIGHUP), Throws.TypeOf<InvalidJobStateException>());
    }

    [Test]
    public async Task What_is_no_signal_is_refused()
    {
        var job = await Jobs.StartAsync("sleep", "100");
        await Assert.ThatAsync(() => Jobs.SignalAsync(job, (JobSignal)99), Throws.TypeOf<ArgumentOutOfRangeException>());
        await Assert.ThatAsync(() => Jobs.SignalAsync(job, default), Throws.TypeOf<ArgumentOutOfRangeException>());
        await Assert.ThatAsync(() => Jobs.SignalAsync(Guid.NewGuid(), JobSignal.SIGHUP), Throws.TypeOf<JobNotFoundException>());
    }
}
