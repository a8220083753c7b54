using System.Globalization;
using System.IO.Enumeration;
using System.Runtime.Versioning;
using JobRunner.Interop;

namespace JobRunner.Stopping;

/// <summary>All processes of the machine at one moment, from Linux' /proc. Costs about 30 µs a process.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ProcessTable
{
    // Of execve(2), on a machine under load. What takes longer hangs, on a disk that is gone say, and must not hold up every kill.
    private static readonly TimeSpan LongestExecution = TimeSpan.FromSeconds(2);

    private const int FirstBufferSize = 16 * 1024;

    private readonly Dictionary<int, ProcessEntry> _processes = [];
    private readonly Dictionary<Guid, List<ProcessEntry>> _byJob = [];
    private readonly Dictionary<PipeIdentity, List<ProcessEntry>> _byOutput = [];
    private readonly Dictionary<ProcessIdentity, long> _executing = [];
    private ILookup<int, ProcessEntry>? _byParent;
    private ILookup<int, ProcessEntry>? _bySession;
    private ILookup<int, ProcessEntry>? _byGroup;

    private ProcessTable()
    {
    }

    /// <summary>
    /// Whether what was not found is not there. Whose a process is that is just executing a program can't be seen for a moment.
    /// </summary>
    public bool IsConclusive { get; private set; } = true;

    /// <summary>Reads the table.</summary>
    /// <param name="previous">The one that was read before, if any.</param>
    /// <param name="isDoomed">
    /// Tells the jobs that are being killed: what bears the id of one is killed as soon as it is seen, because a process that forks and exits
    /// may be another by the end of the reading.
    /// </param>
    /// <exception cref="IOException">/proc can't be read, for example for lack of descriptors.</exception>
    public static ProcessTable Read(ProcessTable? previous = null, Predicate<Guid>? isDoomed = null)
    {
        var table = new ProcessTable();
        var now = TimeProvider.System.GetTimestamp();
        var buffer = new byte[FirstBufferSize];
        var jobs = new List<Guid>();
        var dead = new List<ProcessEntry>();
        foreach (var processId in ListProcesses())
        {
            if (ReadEntry(processId, ref buffer) is not { IsKernelThread: false } entry)
            {
                continue;
            }

            if (entry.IsDead)
            {
                dead.Add(entry);
                continue;
            }

            table._processes.Add(processId, entry);
            if (LibC.TryRead($"/proc/{processId}/environ", ref buffer) is { } length)
            {
                // It is executing a program, or began to between the two readings.
                if (length < (entry.EnvironmentLength ?? 1))
                {
                    var since = previous?._executing.GetValueOrDefault(entry.Identity, now) ?? now;
                    table._executing.Add(entry.Identity, since);
                    table.IsConclusive &= TimeProvider.System.GetElapsedTime(since, now) >= LongestExecution;
                }

                jobs.Clear();
                ProcessEntry.ParseJobs(buffer.AsSpan(0, length), jobs);
                if (isDoomed is not null && jobs.Exists(isDoomed))
                {
                    ProcessSignal.Send(entry.Identity, Signal.Kill);
                }

                foreach (var job in jobs)
                {
                    Add(table._byJob, job, entry);
                }

                // Nor is it the host, wherever its descriptors lead.
                if (jobs.Count == 0 && processId != Environment.ProcessId)
                {
                    table.AddOutputs(entry);
                }
            }
        }

        table.ReapOrphans(dead);
        return table;
    }

    /// <summary>The living process that has this pid now; null if none has.</summary>
    /// <exception cref="IOException">/proc can't be read.</exception>
    public static ProcessEntry? Find(int processId)
    {
        var buffer = new byte[1024];
        return ReadEntry(processId, ref buffer) is { IsDead: false } entry ? entry : null;
    }

    /// <summary>
    /// All living processes of a job: those known of it, those in its session or cgroup, those that bear its id, those that hide it but
    /// write to the job's output, and all their descendants.
    /// </summary>
    public HashSet<ProcessIdentity> MembersOf(JobProcesses job)
    {
        job.Known.RemoveWhere(process => !Contains(process));
        var toVisit = new Stack<ProcessIdentity>(job.Known);
        foreach (var entry in _byJob.GetValueOrDefault(job.JobId, []))
        {
            Visit(entry);
        }

        foreach (var entry in SessionOf(job))
        {
            Visit(entry);
        }

        foreach (var entry in job.Pipes.SelectMany(pipe => _byOutput.GetValueOrDefault(pipe, [])))
        {
            Visit(entry);
        }

        foreach (var processId in job.FindInCgroup?.Invoke() ?? [])
        {
            if (_processes.TryGetValue(processId, out var entry))
            {
                Visit(entry);
            }
        }

        while (toVisit.TryPop(out var process))
        {
            _byParent ??= _processes.Values.ToLookup(entry => entry.ParentId);
            foreach (var child in _byParent[process.Id])
            {
                Visit(child);
            }
        }

        return job.Known;

        void Visit(ProcessEntry entry)
        {
            if (job.Known.Add(entry.Identity))
            {
                toVisit.Push(entry.Identity);
            }
        }
    }

    /// <summary>Whether anything of the job's own process group is alive; where it has none, whether any of its members is.</summary>
    public bool IsGroupAlive(JobProcesses job) =>
        job.SessionId is { } id ? SessionOf(job).Any(entry => entry.GroupId == id) : MembersOf(job).Count > 0;

    /// <summary>One process of each group that consists of these processes alone.</summary>
    public IEnumerable<ProcessEntry> GroupsOf(HashSet<ProcessIdentity> processes)
    {
        _byGroup ??= _processes.Values.ToLookup(entry => entry.GroupId);
        return processes
            .Select(process => _processes[process.Id])
            .DistinctBy(entry => entry.GroupId)
            .Where(entry => entry.GroupId > 1 && _byGroup[entry.GroupId].All(other => processes.Contains(other.Identity)));
    }

    // A host that is process 1, as in a container, is given what outlives its parent, and nobody else takes note of its end. Not the host's own
    // children: they are in its session or lead one.
    private void ReapOrphans(List<ProcessEntry> dead)
    {
        if (!_processes.TryGetValue(Environment.ProcessId, out var host))
        {
            return;
        }

        foreach (var entry in dead.Where(entry => entry.ParentId == host.Identity.Id && entry.SessionId != host.SessionId && entry.SessionId != entry.Identity.Id))
        {
            LibC.Reap(entry.Identity.Id, wait: false, out _, out _);
        }
    }

    // What bears no job's id may still have a job's pipe as its standard output or error: it hides the id.
    private void AddOutputs(ProcessEntry entry)
    {
        for (var descriptor = 1; descriptor <= 2; descriptor++)
        {
            if (PipeIdentity.TryRead($"/proc/{entry.Identity.Id}/fd/{descriptor}") is { } pipe)
            {
                Add(_byOutput, pipe, entry);
            }
        }
    }

    private static void Add<TKey>(Dictionary<TKey, List<ProcessEntry>> index, TKey key, ProcessEntry entry)
        where TKey : notnull =>
        (index.TryGetValue(key, out var entries) ? entries : index[key] = []).Add(entry);

    // Once the leader is reaped its pid may be another's, which may lead a session too; as long as the job's own lives on, it can't.
    private IEnumerable<ProcessEntry> SessionOf(JobProcesses job)
    {
        _bySession ??= _processes.Values.ToLookup(entry => entry.SessionId);
        return job.SessionId is { } id && !(job.IsLeaderReaped && _processes.ContainsKey(id)) ? _bySession[id] : [];
    }

    private bool Contains(ProcessIdentity process) =>
        _processes.TryGetValue(process.Id, out var found) && found.Identity == process;

    private static FileSystemEnumerable<int> ListProcesses() =>
        new("/proc", static (ref entry) => int.Parse(entry.FileName, CultureInfo.InvariantCulture))
        {
            ShouldIncludePredicate = static (ref entry) => char.IsAsciiDigit(entry.FileName[0]),
        };

    private static ProcessEntry? ReadEntry(int processId, ref byte[] buffer) =>
        LibC.TryRead($"/proc/{processId}/stat", ref buffer) is { } length
            ? ProcessEntry.Parse(processId, buffer.AsSpan(0, length))
            : null;
}
