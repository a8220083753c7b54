using JobRunner.Stopping;

namespace JobRunner.Tests.Support;

internal static class Watchdogs
{
    /// <summary>The one that is none of the others. Who has started it may go on a moment before it shows its arguments.</summary>
    public static async Task<ProcessIdentity> FindBut(params IEnumerable<ProcessIdentity> others)
    {
        List<ProcessIdentity> found = [];
        await Waiting.Until("there is a watchdog", () => (found = [.. Leftovers.FindWatchdogs().Except(others)]).Count > 0);
        return found.Single();
    }
}
