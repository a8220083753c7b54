using JobRunner.Stopping;
using JobRunner.Values;

namespace JobRunner.Tests.Support;

/// <summary>Finds processes that the suite has started: it poses as a job, so that all jobs bear its mark.</summary>
internal static class Leftovers
{
    private static readonly Guid Suite = Guid.NewGuid();

    public static void Mark() => Environment.SetEnvironmentVariable(JobMarkers.JobsVariable, $"{Suite}");

    /// <summary>All that is left, watchdogs included.</summary>
    public static IEnumerable<ProcessIdentity> Find() => ProcessTable.Read().MembersOf(new JobProcesses(Suite, leader: null));

    /// <summary>What is left of jobs, while their manager, and so its watchdog, lives on.</summary>
    public static IEnumerable<ProcessIdentity> FindOfJobs() => Find().Where(process => !IsWatchdog(process.Id));

    public static IEnumerable<ProcessIdentity> FindWatchdogs() => Find().Where(process => IsWatchdog(process.Id));

    private static bool IsWatchdog(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/cmdline").Contains("\0jobrunner-watchdog\0", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true; // It is gone.
        }
    }
}
