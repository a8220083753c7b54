using JobRunner.Stopping;
using JobRunner.Values;

namespace JobRunner.Tests.Support;

/// <summary>Finds processes that the suite has started: it poses as a job, so that all jobs bear its mark.</summary>
internal static class Leftovers
{
    private static readonly Guid Suite = Guid.NewGuid();

    public static void Mark() => Environment.SetEnvironmentVariable(JobMarkers.JobsVariable, $"{Suite}");

    public static IEnumerable<ProcessIdentity> Find() => ProcessTable.Read().MembersOf(new JobProcesses(Suite, leader: null));
}
