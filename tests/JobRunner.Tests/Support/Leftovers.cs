using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.Versioning;
using JobRunner.Stopping;
using JobRunner.Values;

namespace JobRunner.Tests.Support;

/// <summary>Finds processes that the suite has started: it poses as a job, so that all jobs bear its mark.</summary>
internal static class Leftovers
{
    private static readonly Guid Suite = Guid.NewGuid();

    public static void Mark() => Environment.SetEnvironmentVariable(JobMarkers.JobsVariable, $"{Suite}");

    /// <summary>All that is left, watchdogs included.</summary>
    public static IEnumerable<ProcessIdentity> Find() =>
        OperatingSystem.IsWindows() ? FindOwnPrograms() : FindMarked();

    /// <summary>What is left of jobs, while a watchdog, with what that runs in its session, lives on.</summary>
    public static IReadOnlyList<ProcessIdentity> FindOfJobs()
    {
        // Seen before the others, because one that is just ending still bears the mark, and shows its arguments no more.
        var watchdogs = FindWatchdogs().Select(watchdog => watchdog.Id).ToHashSet();
        return [.. Find().Where(process => IsOfJob(process, watchdogs))];
    }

    public static IEnumerable<ProcessIdentity> FindWatchdogs() => Find().Where(process => IsWatchdog(process.Id));

    [UnsupportedOSPlatform("windows")]
    private static HashSet<ProcessIdentity> FindMarked()
    {
        // Whose a process is that is just executing a program shows a moment later.
        ProcessTable? table = null;
        do
        {
            table = ProcessTable.Read(table);
        }
        while (!table.IsConclusive);

        return table.MembersOf(new JobProcesses(Suite, leader: null));
    }

    // Windows shows no environment; but what the tests run there are programs of their own.
    private static IEnumerable<ProcessIdentity> FindOwnPrograms()
    {
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                if (process.Id != Environment.ProcessId && IsOwn(process))
                {
                    yield return new ProcessIdentity(process.Id, 0, process.ProcessName);
                }
            }
        }
    }

    private static bool IsOwn(Process process)
    {
        try
        {
            return process.MainModule?.FileName.StartsWith(AppContext.BaseDirectory, StringComparison.OrdinalIgnoreCase) == true && !process.HasExited;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return false; // It is the system's, or gone.
        }
    }

    private static bool IsOfJob(ProcessIdentity process, HashSet<int> watchdogs) =>
        OperatingSystem.IsWindows()
        || (ProcessTable.Find(process.Id) is { } found && !watchdogs.Contains(found.SessionId) && !IsWatchdog(found.SessionId));

    private static bool IsWatchdog(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/cmdline").Contains("\0jobrunner-watchdog\0", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // It is gone.
        }
    }
}
