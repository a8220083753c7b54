namespace JobRunner.Stopping;

/// <summary>
/// What tells a job's processes from others: the id in their environment, or descent from the job's own process. Which were found once is
/// remembered, because a process may hide the id later, or lose the parent by which it was found.
/// </summary>
internal sealed class JobProcesses(Guid jobId, ProcessIdentity? leader)
{
    public Guid JobId => jobId;

    /// <summary>Those found so far that may be alive. One thread at a time uses it.</summary>
    public HashSet<ProcessIdentity> Known { get; } = leader is null ? [] : [leader];
}
