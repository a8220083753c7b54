using JobRunner.Values;

namespace JobRunner;

/// <summary>A snapshot of a job.</summary>
public sealed record JobStatus
{
    /// <summary>The job's id, a UUID of version 4.</summary>
    public required Guid Id { get; init; }

    /// <summary>The command, as it was given.</summary>
    public required string Command { get; init; }

    /// <summary>The arguments, as they were given.</summary>
    /// <value>Empty by default, never null.</value>
    public IReadOnlyList<string> Arguments { get; init => field = ValueList<string>.Copy(value); } = ValueList<string>.Empty;

    /// <summary>The host's own words on the job.</summary>
    /// <value>Empty by default, never null.</value>
    public IReadOnlyDictionary<string, string> Labels
    {
        get;
        init => field = ValueDictionary<string>.Copy(value);
    } = ValueDictionary<string>.Empty;

    /// <summary>Where the job is in its life.</summary>
    public required JobState State { get; init; }

    /// <summary>How the job ended; null until it has finished.</summary>
    public JobOutcome? Outcome { get; init; }

    /// <summary>The process's exit code, 128+n when signal n ended it; null if there is none (yet) or it is unknown.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that ended the process; null if none did.</summary>
    /// <remarks>
    /// Exact on Linux where jobs are sessions of their own (<see cref="ProcessIsolation.Session"/>, as by default, or <see cref="ProcessIsolation.Cgroup"/>).
    /// Elsewhere read from the exit code: a program that itself exits with 128+n, n from 1 to 64, looks the same. On Windows only a kill of JobRunner's own is
    /// told.
    /// </remarks>
    public int? Signal { get; init; }

    /// <summary>The id of the job's process; null if it was never started. Kept after the end.</summary>
    public int? ProcessId { get; init; }

    /// <summary>When the job was created, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its process was started, in UTC; null if it was not.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the job finished, the wait for its output included, in UTC; null until then.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How many bytes of output were read so far, both streams, whether kept or not.</summary>
    public long OutputBytes { get; init; }

    /// <summary>The offset of the oldest byte of output that is kept.</summary>
    public long OutputStart { get; init; }

    /// <summary>
    /// Whether the output is whole: the job has finished, both pipes ended by themselves, every byte was read and none dropped.
    /// </summary>
    public bool OutputComplete { get; init; }

    /// <summary>
    /// The CPU time that the process took, and the children that it waited for; null until it has exited, or if unknown: only
    /// Linux tells, where jobs are sessions of their own (<see cref="ProcessIsolation.Session"/>, as by default, or <see cref="ProcessIsolation.Cgroup"/>).
    /// </summary>
    public TimeSpan? CpuTime { get; init; }

    /// <summary>
    /// The most memory, in bytes, that the process or one of the children it waited for had resident; null until it has exited, or if unknown:
    /// only Linux tells, where jobs are sessions of their own (<see cref="ProcessIsolation.Session"/>, as by default, or <see cref="ProcessIsolation.Cgroup"/>).
    /// </summary>
    /// <remarks>
    /// The kernel counts from before the program was executed, so that this is never less than what the host itself had resident at the start: below
    /// that it is an upper bound.
    /// </remarks>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>
    /// What went wrong: why the job failed to start, why its output is not complete, which limit ended it, which of its processes could
    /// not be killed. Null if nothing did.
    /// </summary>
    public string? Error { get; init; }

    /// <summary>Whether the job has finished, so that this status is the final one.</summary>
    public bool IsFinished => State == JobState.Finished;

    /// <summary>Names the job and its state, but no argument or label: those may be secret.</summary>
    public override string ToString() =>
        $"JobStatus {{ Id = {Id}, Command = {Command}, State = {State}, Outcome = {Outcome}, ExitCode = {ExitCode} }}";
}
