using System.Diagnostics;
using System.Runtime.Versioning;
using JobRunner.Interop;
using JobRunner.Stopping;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Stopping;

/// <summary>No job outlives a host that was killed. The host is a process of its own, and no job of the suite's.</summary>
[SupportedOSPlatform("linux")]
[TestFixture(ProcessIsolation.Session)]
[TestFixture(ProcessIsolation.None)]
public sealed class HostDeathTests(ProcessIsolation isolation)
{
    private static readonly string[] Scripts =
    [
        "echo ready; exec sleep 100",
        "trap '' TERM HUP; echo ready; sleep 100; sleep 100",
        "setsid sleep 100 & echo ready; wait",
        "(setsid sh -c 'trap \"\" TERM; sleep 100; sleep 100' >/dev/null 2>&1 </dev/null &) ; echo ready",
    ];

    // What a test that failed has left must not fail the others.
    [TearDown]
    public Task KillTheRest() => Waiting.Until("nothing is left", () =>
    {
        var left = Leftovers.Find().ToList();
        left.ForEach(process => ProcessSignal.Send(process, Signal.Kill));
        return left.Count == 0;
    });

    [Test]
    public async Task All_jobs_of_a_host_that_is_killed_are_gone_within_a_second()
    {
        using var host = await StartHost(50);
        await KillAndWait(host);
    }

    [Test]
    public async Task A_watchdog_that_was_killed_comes_back()
    {
        using var host = await StartHost(10);
        var first = await Watchdogs.FindBut();
        LibC.TrySignal(first.Id, Signal.Kill);
        await Watchdogs.FindBut(first);
        await KillAndWait(host);
    }

    [Test]
    public async Task A_child_that_was_held_before_its_program_when_the_host_was_killed_is_gone_too()
    {
        using var host = await StartHost(["held-host"]);
        await KillAndWait(host);
    }

    [Test]
    public async Task A_process_that_only_mentions_a_job_is_left_alone()
    {
        using var host = await StartHost(4);
        List<string?> jobs = [];

        // What is just executing a program shows no environment for a moment.
        await Waiting.Until("each of the four jobs shows its id", () => (jobs = FindJobs()).Count == 4);
        using var bystander = Process.Start(new ProcessStartInfo("sleep", "100") { Environment = { ["ABOUT"] = string.Join(' ', jobs) } })!;
        try
        {
            host.Kill();
            await Waiting.Until("the jobs are gone", () => Leftovers.Find().All(process => process.Id == bystander.Id));
            Assert.That(bystander.HasExited, Is.False);
        }
        finally
        {
            bystander.Kill();
            await bystander.WaitForExitAsync().Within("the bystander is gone");
        }
    }

    [Test]
    public async Task At_a_normal_end_the_watchdog_goes_quietly()
    {
        using var host = await StartHost(4);
        LibC.TrySignal(host.Id, Signal.Terminate);
        await host.WaitForExitAsync().Within("the host has exited");
        Assert.That(host.ExitCode, Is.Zero);
        Assert.That(Leftovers.Find(), Is.Empty);
    }

    [Test]
    public async Task Without_the_option_jobs_live_on()
    {
        using var host = await StartHost(2, killJobs: false);
        Assert.That(Leftovers.FindWatchdogs(), Is.Empty);
        host.Kill();
        await host.WaitForExitAsync().Within("the host is dead");
        var left = Leftovers.Find().ToList();
        left.ForEach(process => ProcessSignal.Send(process, Signal.Kill));
        Assert.That(left, Is.Not.Empty);
        await Waiting.Until("the rest is killed", () => !Leftovers.Find().Any());
    }

    private static List<string?> FindJobs() =>
        [.. Leftovers.Find().Select(process => Variable(process.Id, "JOBRUNNER_JOB_ID")).Where(id => id is not null).Distinct()];

    private static string? Variable(int processId, string name)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/environ").Split('\0')
                .FirstOrDefault(variable => variable.StartsWith(name + '=', StringComparison.Ordinal))?[(name.Length + 1)..];
        }
        catch (IOException)
        {
            return null; // The process is gone.
        }
    }

    private static async Task KillAndWait(Process host)
    {
        var before = Leftovers.Find().Count();
        var clock = Stopwatch.StartNew();
        host.Kill();
        await Waiting.Until("nothing is left of the jobs", () => !Leftovers.FindOfJobs().Any());
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(1)), $"for {before} processes");
        await Waiting.Until("the watchdog has seen enough", () => !Leftovers.Find().Any());
    }

    private Task<Process> StartHost(int count, bool killJobs = true) => StartHost(["host", $"{count}", $"{isolation}", $"{killJobs}", .. Scripts]);

    private static async Task<Process> StartHost(string[] arguments)
    {
        Assert.That(Leftovers.Find(), Is.Empty, "what is left of other tests");
        var host = Process.Start(new ProcessStartInfo(TestChild.Program.FilePath, arguments) { RedirectStandardOutput = true })!;
        Assert.That(await host.StandardOutput.ReadLineAsync().Within("the host is ready"), Is.EqualTo("ready"));
        return host;
    }
}
