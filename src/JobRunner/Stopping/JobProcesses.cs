using System.IO.Pipes;
using System.Runtime.Versioning;

namespace JobRunner.Stopping;

/// <summary>
/// What tells a job's processes from others: the id in their environment, descent from the job's own process, the job's session, its cgroup, or
/// that they write to its output. Which were found once is remembered, because a process may hide the id later, or lose the parent by which it
/// was found.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class JobProcesses(Guid jobId, ProcessIdentity? leader)
{
    private PipeIdentity[] _pipes = [];

    public Guid JobId => jobId;

    /// <summary>The session and process group that are the job's own, by the pid of their leader; null if it has none.</summary>
    public int? SessionId { get; init; }

    /// <summary>Whether the leader's pid may be another's now.</summary>
    public Func<bool> IsLeaderReapedNow { private get; init; } = () => true;

    /// <summary>Gives the pids in the job's cgroup; null: it has none.</summary>
    public Func<IEnumerable<int>>? FindInCgroup { get; init; }

    /// <summary>Whether the leader's pid may have been another's when the process table was read.</summary>
    public bool IsLeaderReaped { get; private set; }

    /// <summary>The pipes that are the job's output, as long as the host holds them.</summary>
    public IReadOnlyList<PipeIdentity> Pipes => _pipes;

    /// <summary>Those found so far that may be alive. One thread at a time uses it.</summary>
    public HashSet<ProcessIdentity> Known { get; } = leader is null ? [] : [leader];

    /// <summary>Tells which pipes are the job's, as long as the host holds them.</summary>
    public void HoldsPipes(params ReadOnlySpan<Stream> pipes)
    {
        var found = new List<PipeIdentity>(pipes.Length);
        foreach (var pipe in pipes)
        {
            if (pipe is PipeStream stream && PipeIdentity.TryGet(stream) is { } identity)
            {
                found.Add(identity);
            }
        }

        _pipes = [.. found];
    }

    /// <summary>To be called before the process table is read: a leader that is reaped later still was itself.</summary>
    public void BeforeRead() => IsLeaderReaped = IsLeaderReapedNow();
}
