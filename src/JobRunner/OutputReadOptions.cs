namespace JobRunner;

/// <summary>
/// What to read of a job's output. At most one of <see cref="From"/>, <see cref="TailBytes"/> and <see cref="TailLines"/> may be
/// set; with none, reading starts at the beginning.
/// </summary>
public sealed record OutputReadOptions
{
    internal static readonly OutputReadOptions Default = new();

    /// <summary>Start at this offset of the log, in bytes, 0 or more. Beyond the end there is nothing, or a wait when following.</summary>
    public long? From { get; init; }

    /// <summary>Start this many bytes of the selected streams before the end, 0 or more.</summary>
    public long? TailBytes { get; init; }

    /// <summary>
    /// Start this many lines of the selected streams before the end, 0 or more. A last piece without newline is a line.
    /// </summary>
    public int? TailLines { get; init; }

    /// <summary>
    /// True, the default: wait for what comes, until the job has finished and all is read. False: end at what is there when
    /// reading starts.
    /// </summary>
    public bool Follow { get; init; } = true;

    /// <summary>Which streams. Both by default; at least one.</summary>
    public OutputSources Sources { get; init; } = OutputSources.All;
}
