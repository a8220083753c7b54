using System.Runtime.Versioning;
using JobRunner.Interop;
using JobRunner.Stopping;
using JobRunner.Tests.Hosting;
using JobRunner.Tests.Support;
using JobRunner.Values;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace JobRunner.Tests.Stopping;

/// <summary>The watchdog by itself: its script, of a host that is dead already, and its own end.</summary>
[SupportedOSPlatform("linux")]
public sealed class WatchdogTests() : JobsTests(ProcessIsolation.Auto)
{
    [Test]
    public async Task A_process_that_was_being_started_when_the_host_died_is_killed_too()
    {
        using var folder = new TemporaryFolder();
        var (roster, lost) = (Path.Combine(folder.Path, "roster"), Guid.NewGuid());
        await File.WriteAllTextAsync(roster, $"{lost} 0\n");
        var script = await File.ReadAllTextAsync(Repository.PathOf("src/JobRunner/Launching/Linux/watchdog.sh"));

        // Its standard input is at its end from the beginning, as if the host had died.
        var watchdog = await Jobs.StartAsync("sh", "-c", "exec sh -c \"$1\" jobrunner-watchdog '' 3<\"$0\"", roster, script);
        var processId = (await Jobs.QueryAsync(watchdog)).ProcessId;
        await Waiting.Until("its first look is over", () => ProcessTable.Read().MembersOf(new JobProcesses(watchdog, leader: null)).Any(process => process.Id != processId && process.Name == "sleep"));
        using var late = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sleep", "100") { Environment = { [JobMarkers.JobsVariable] = $"{lost}" } })!;
        await late.WaitForExitAsync().Within("who came late is killed");
        Assert.That(await WaitFor(watchdog), Has.Property("ExitCode").Zero);
    }

    [Test]
    public async Task One_that_does_not_last_is_told()
    {
        using var log = new RecordingLog();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(log));
        await using var jobs = new JobsManager(logger: factory.CreateLogger<JobsManager>());
        var others = Leftovers.FindWatchdogs().ToList();
        await jobs.StartAsync(new JobSpec("sleep", "100"));
        LibC.TrySignal((await Watchdogs.FindBut(others)).Id, Signal.Kill);
        await Waiting.Until("it is told", () => log.Messages.Any(message => message.Contains("did not last", StringComparison.Ordinal) && message.Contains("exit code 137", StringComparison.Ordinal)));
    }
}
