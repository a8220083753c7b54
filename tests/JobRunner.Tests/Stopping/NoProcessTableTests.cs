using System.Runtime.Versioning;
using JobRunner.Interop;
using JobRunner.Launching.AnySystem;
using JobRunner.Specs;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Stopping;

/// <summary>What is asked of a job on a system without /proc, as macOS: its own process is all that can be signalled.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class NoProcessTableTests
{
    [TestCase(JobSignal.SIGUSR1)]
    [TestCase(JobSignal.SIGUSR2)]
    [TestCase(JobSignal.SIGCONT)]
    [TestCase(JobSignal.SIGSTOP)]
    public async Task A_signal_whose_number_is_Linux_own_is_refused(JobSignal signal)
    {
        using var process = await Start();
        try
        {
            Assert.That(() => process.SignalAsync((Signal)signal), Throws.TypeOf<PlatformNotSupportedException>().With.Message.Contains("SIGTERM"));
        }
        finally
        {
            await process.SignalAsync(Signal.Kill);
            await process.Exit.Within("it has exited");
        }
    }

    [Test]
    public async Task A_stop_asks_by_the_signal_that_there_is()
    {
        using var process = await Start();
        await process.SignalAsync(Signal.Terminate, Signal.Continue);
        Assert.That((await process.Exit.Within("it has exited")).Signal, Is.EqualTo(15));
    }

    private static async Task<CliWrapProcess> Start()
    {
        var spec = ResolvedSpec.For(new JobSpec("sleep", "100"), Guid.NewGuid(), trace: []);
        return new CliWrapProcess(spec.JobId, await CliWrapChild.StartAsync(spec), sweeper: null);
    }
}
