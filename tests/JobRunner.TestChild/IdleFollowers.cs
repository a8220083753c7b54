using System.Diagnostics;

namespace JobRunner.TestChild;

/// <summary>A host of its own, because a test runner's idling alone takes more CPU time than followers may.</summary>
internal static class IdleFollowers
{
    /// <summary>The CPU time that this process takes while a job sleeps and is followed.</summary>
    public static async Task<TimeSpan> MeasureAsync(int count, string seconds)
    {
        await using var jobs = new JobsManager();
        using var self = Process.GetCurrentProcess();
        var job = await jobs.StartAsync("sleep", seconds);
        var before = self.TotalProcessorTime;
        var followers = Enumerable.Range(0, count).Select(_ => jobs.ReadOutputTextAsync(job)).ToArray();
        await jobs.WaitAsync(job);
        await Task.WhenAll(followers);
        self.Refresh();
        return self.TotalProcessorTime - before;
    }
}
