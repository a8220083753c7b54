using System.Diagnostics;

namespace JobRunner.TestChild;

/// <summary>A host of its own, because a test runner's idling alone takes more CPU time than followers may.</summary>
internal static class IdleFollowers
{
    /// <summary>
    /// The CPU time that this process takes in so many seconds while a job of each launcher's sleeps and is followed by so many. To be run without
    /// tiers: what they come to has been compiled by then, for good.
    /// </summary>
    public static async Task<TimeSpan> MeasureAsync(int count, int seconds)
    {
        await using var own = new JobsManager();
        await using var cliWraps = new JobsManager(new() { Isolation = ProcessIsolation.None });
        await FollowAsync(TimeSpan.Zero);
        return await FollowAsync(TimeSpan.FromSeconds(seconds));

        async Task<TimeSpan> FollowAsync(TimeSpan period)
        {
            var followed = new (IJobsManager Manager, Guid Job)[]
            {
                (own, await own.StartAsync("sleep", "1000")),
                (cliWraps, await cliWraps.StartAsync("sleep", "1000")),
            };
            var followers = followed.SelectMany(one => Enumerable.Range(0, count).Select(_ => one.Manager.ReadOutputTextAsync(one.Job))).ToArray();
            using var self = Process.GetCurrentProcess();
            var before = self.TotalProcessorTime;
            await Task.Delay(period);
            self.Refresh();
            var spent = self.TotalProcessorTime - before;
            await Task.WhenAll(followed.Select(one => one.Manager.StopAsync(one.Job, TimeSpan.Zero)));
            await Task.WhenAll(followers);
            return spent;
        }
    }
}
