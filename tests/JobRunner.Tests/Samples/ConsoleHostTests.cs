using System.Runtime.Versioning;
using JobRunner.Interop;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Samples;

/// <summary>The console host, as a program of its own.</summary>
public sealed class ConsoleHostTests() : JobsTests(ProcessIsolation.Auto)
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "ConsoleHost");

    [Test]
    public async Task Runs_three_programs_and_stops_the_one_that_never_ends()
    {
        var result = await Jobs.RunAsync(new JobSpec(Program)).Within("the demo ends");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Status.ExitCode, Is.Zero, result.StandardError);
            Assert.That(result.StandardOutput, Does.Match(@"(?m)^[0-9a-f]{8} out \| hello from standard output$"));
            Assert.That(result.StandardOutput, Does.Match(@"(?m)^[0-9a-f]{8} err \| and from standard error$"));
            Assert.That(result.StandardOutput, Does.Match(@"(?m)^[0-9a-f]{8} out \| step 3 of 3$"));
            Assert.That(result.StandardOutput, Does.Match(@"(?m)^[0-9a-f]{8}  sh +Exited +3 "));
            Assert.That(result.StandardOutput, Does.Match(@"(?m)^[0-9a-f]{8}  sh +Stopped +0 "));
        }
    }

    [Test]
    public async Task Runs_a_command_line_and_ends_with_its_exit_code()
    {
        var result = await Jobs.RunAsync(new JobSpec(Program, "sh", "-c", "echo \"$1\"; exit 9", "sh", "a  b")).Within("the host ends");
        Assert.That(result.Status.ExitCode, Is.EqualTo(9));
        Assert.That(result.StandardOutput, Does.Contain(" out | a  b\n"));
    }

    [Test]
    public async Task Says_in_one_line_what_can_not_be_run()
    {
        var result = await Jobs.RunAsync(new JobSpec(Program, "no-such-program")).Within("the host ends");
        Assert.That(result.Status.ExitCode, Is.EqualTo(127));
        Assert.That(result.StandardError.Trim().Split('\n'), Has.Exactly(1).Contains("no-such-program"));
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task Ctrl_C_stops_all_jobs()
    {
        var host = await Jobs.StartAsync(Program, "sh", "-c", "trap 'echo bye; exit 3' TERM; trap '' INT; echo ready; while :; do sleep 0.1; done");
        await WaitForOutput(host, "ready");
        LibC.TrySignal((await Jobs.QueryAsync(host)).ProcessId!.Value, (Signal)2);
        var status = await WaitFor(host);
        Assert.That(await Jobs.ReadOutputTextAsync(host), Does.Contain("| bye\n").And.Match(@"(?m)^[0-9a-f]{8}  sh +Stopped +3 "));
        Assert.That(status.ExitCode, Is.EqualTo(3));
    }
}
