using System.Runtime.Versioning;
using JobRunner.Launching;
using JobRunner.Launching.Linux;
using JobRunner.Launching.Linux.Cgroups;
using JobRunner.Specs;

namespace JobRunner.TestChild;

/// <summary>A host that never lets go of a child on the threshold, to be killed.</summary>
[SupportedOSPlatform("linux")]
internal static class HeldHost
{
    public static async Task<int> RunAsync()
    {
        await using var launcher = new SpawnLauncher(new JobCgroups([], isForAll: false));
        await using var watchdog = Watchdog.TryCreate([], failure => throw failure)!;
        var spec = ResolvedSpec.For(new JobSpec("sleep", "100") { Limits = new() { OpenFiles = 37 } }, Guid.NewGuid(), trace: []);
        using var process = await launcher.StartAsync(spec, new HeldEntry(watchdog.Enter(spec.JobId)));
        return 1;
    }

    private sealed class HeldEntry(IHostWatchEntry entry) : IHostWatchEntry
    {
        public void SetGroup(int groupId)
        {
            entry.SetGroup(groupId);
            Console.Out.WriteLine("ready");
            Thread.Sleep(Timeout.Infinite);
        }

        public void Dispose() => entry.Dispose();
    }
}
