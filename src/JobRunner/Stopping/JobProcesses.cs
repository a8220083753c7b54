namespace JobRunner.Stopping;

/// <summary>
/// What tells a job's processes from others: the id in their environment, or descent from the job's own process. Which were found once is
/// remembered, because a process may hide the id later, or lose the parent by which it was found.
/// </summary>
internal sealed class JobProcesses(Guid jobId, ProcessIdentity? leader, int? sessionId = null, Func<bool>? isLeaderReaped = null)
{
    public Guid JobId => jobId;

    /// <summary>The session and process group that are the job's own, by the pid of their leader; null if it has none.</summary>
    public int? SessionId => sessionId;

    /// <summary>Whether the leader's pid may have been another's when the process table was read.</summary>
    public bool IsLeaderReaped { get; private set; }

    /// <summary>Those found so far that may be alive. One thread at a time uses it.</summary>
    public HashSet<ProcessIdentity> Known { get; } = leader is null ? [] : [leader];

    /// <summary>To be called before the process table is read: a leader that is reaped later still was itself.</summary>
    public void BeforeRead() => IsLeaderReaped = isLeaderReaped?.Invoke() ?? true;
}
