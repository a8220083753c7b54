using System.Diagnostics;

namespace JobRunner.TestChild;

/// <summary>A host of its own, because a test runner's idling alone takes more CPU time than followers may.</summary>
internal static class IdleFollowers
{
    /// <summary>The CPU time that this process takes while a job of each launcher's sleeps and is followed by so many.</summary>
    public static async Task<TimeSpan> MeasureAsync(int count, string seconds)
    {
        await using var own = new JobsManager();
        await using var cliWraps = new JobsManager(new() { Isolation = ProcessIsolation.None });
        using var self = Process.GetCurrentProcess();
        var followed = new (IJobsManager Manager, Guid Job)[]
        {
            (own, await own.StartAsync("sleep", seconds)),
            (cliWraps, await cliWraps.StartAsync("sleep", seconds)),
        };
        var before = self.TotalProcessorTime;
        await Task.WhenAll(followed.SelectMany(one => Enumerable.Range(0, count).Select(_ => one.Manager.ReadOutputTextAsync(one.Job))));
        self.Refresh();
        return self.TotalProcessorTime - before;
    }
}
