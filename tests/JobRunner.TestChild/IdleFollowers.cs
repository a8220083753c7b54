using System.Diagnostics;

namespace JobRunner.TestChild;

/// <summary>A host of its own, because a test runner's idling alone takes more CPU time than followers may.</summary>
internal static class IdleFollowers
{
    private static readonly JobFilter Nothing = new() { State = JobState.Queued };

    /// <summary>
    /// The CPU time that this process takes in so many seconds while a job of each launcher's sleeps, is followed by so many and watched by as many.
    /// To be run without tiers: what they come to has been compiled by then, for good.
    /// </summary>
    public static async Task<TimeSpan> MeasureAsync(int count, int seconds)
    {
        await FollowAsync(count, TimeSpan.Zero);
        return await FollowAsync(count, TimeSpan.FromSeconds(seconds));
    }

    private static async Task<TimeSpan> FollowAsync(int count, TimeSpan period)
    {
        var managers = new[] { new JobsManager(), new JobsManager(new() { Isolation = ProcessIsolation.None }) };
        var followers = new List<Task>();
        foreach (var manager in managers)
        {
            var job = await manager.StartAsync("sleep", "1000");
            followers.AddRange(Enumerable.Range(0, count).Select(_ => manager.ReadOutputTextAsync(job)));
            followers.AddRange(Enumerable.Range(0, count).Select(_ => manager.WatchAsync(Nothing).AnyAsync().AsTask()));
        }

        using var self = Process.GetCurrentProcess();
        var before = self.TotalProcessorTime;
        await Task.Delay(period);
        self.Refresh();
        var spent = self.TotalProcessorTime - before;
        if (followers.Exists(follower => follower.IsCompleted))
        {
            throw new InvalidOperationException("A follower has ended while its job slept: what was measured is nothing.");
        }

        await Task.WhenAll(managers.Select(manager => manager.DisposeAsync().AsTask()));
        await Task.WhenAll(followers);
        return spent;
    }
}
