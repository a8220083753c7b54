using System.Diagnostics;
using System.Runtime.Versioning;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Stopping;

/// <summary>The one way out of a job that no look finds, see ARCHITECTURE.md: it must not keep the job from ending.</summary>
[Platform("Linux")]
[SupportedOSPlatform("linux")]
public sealed class HeldOutputTests() : JobsTests(ProcessIsolation.Auto)
{
    // A session and an environment of its own, no output of the job's as its own, an orphan; and yet it holds the pipe.
    private const string Script = "exec 7>&1; setsid env -i sh -c 'exec >/dev/null 2>&1 </dev/null; echo $$ >\"$0\"; exec sleep 100' \"$0\" & read -r _; exit 3";

    // Both launchers' at once: nearly all of it is waiting.
    [Test]
    public Task Output_that_nobody_can_be_found_to_hold_is_cut_and_says_so() => Task.WhenAll(HoldOutput(ProcessIsolation.Session), HoldOutput(ProcessIsolation.None));

    private async Task HoldOutput(ProcessIsolation isolation)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "pid");
        await using var jobs = NewManager(options => (options.Isolation, options.OutputDrainPeriod) = (isolation, TimeSpan.FromMilliseconds(100)));
        var job = await jobs.StartAsync(new JobSpec("sh", "-c", Script, file) { KeepInputOpen = true });
        await Waiting.Until("the escapee has let go of all but the pipe", () => File.Exists(file) && new FileInfo(file).Length > 0);
        using var escapee = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(file)));
        try
        {
            await jobs.CloseInputAsync(job);
            var status = await jobs.WaitAsync(job).Within("the job ends without it");
            Assert.That(status, Has.Property("ExitCode").EqualTo(3).And.Property("Outcome").EqualTo(JobOutcome.Exited).And.Property("OutputComplete").False);
            Assert.That(status.Error, Does.Contain("StandardOutput was still held open when all that could be found of the job had been killed"));
            Assert.That(escapee.HasExited, Is.False, "it is nobody's");
        }
        finally
        {
            escapee.Kill();
            await escapee.WaitForExitAsync().Within("the escapee is gone");
        }
    }
}
