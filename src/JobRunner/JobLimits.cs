namespace JobRunner;

/// <summary>
/// What a job may use. On Linux in force before its program's first instruction. One that this machine can't enforce makes the start fail: none is ever
/// ignored.
/// </summary>
/// <remarks>
/// On Linux all but <see cref="OpenFiles"/> need a cgroup (version 2) with the controllers in question that is delegated to the host. On Windows a job object
/// enforces all but that, from a moment after the program's start: there <see cref="MemoryBytes"/> is what the job may commit, beyond which it gets no more memory
/// rather than being killed, and <see cref="MaxProcesses"/> counts processes alone. Elsewhere, and on Linux with <see cref="ProcessIsolation.None"/>, none can be
/// enforced.
/// </remarks>
public sealed record JobLimits
{
    /// <summary>
    /// How much memory all of the job together may use, in bytes, without swapping. A job that needs more is killed as a whole, and its
    /// <see cref="JobStatus.Error"/> says so. From 4096; null, the default: no limit.
    /// </summary>
    public long? MemoryBytes { get; init; }

    /// <summary>
    /// How many processors' time all of the job together may use; 1.5 is one and a half. From 0.01 to 100,000; null, the default: no limit.
    /// </summary>
    public double? CpuCores { get; init; }

    /// <summary>
    /// How many processes and threads the job may have at once. Beyond that it can't make more. From 1 to 4,194,304; null, the default: no limit.
    /// </summary>
    public int? MaxProcesses { get; init; }

    /// <summary>
    /// How many file descriptors each of its processes may have open (RLIMIT_NOFILE, soft and hard). From 4: its standard streams, and one more without which nothing starts; at most the host's own hard
    /// limit, unless it may raise that. Null, the default: the host's.
    /// </summary>
    public int? OpenFiles { get; init; }

    /// <summary>Those that are set, for messages.</summary>
    internal string Named => string.Join(" and ", new[]
    {
        MemoryBytes is null ? null : $"{nameof(JobSpec.Limits)}.{nameof(MemoryBytes)}",
        CpuCores is null ? null : $"{nameof(JobSpec.Limits)}.{nameof(CpuCores)}",
        MaxProcesses is null ? null : $"{nameof(JobSpec.Limits)}.{nameof(MaxProcesses)}",
        OpenFiles is null ? null : $"{nameof(JobSpec.Limits)}.{nameof(OpenFiles)}",
    }.Where(name => name is not null));

    internal bool NeedsCgroup => MemoryBytes is not null || CpuCores is not null || MaxProcesses is not null;
}
