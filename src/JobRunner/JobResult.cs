namespace JobRunner;

/// <summary>What <see cref="JobsManagerExtensions.RunAsync"/> gives: how a job ended and what it wrote.</summary>
public sealed record JobResult
{
    /// <summary>The job's final status.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>What it wrote to standard output, as UTF-8 text; bytes that are none are replaced by U+FFFD.</summary>
    public required string StandardOutput { get; init; }

    /// <summary>What it wrote to standard error, as UTF-8 text; bytes that are none are replaced by U+FFFD.</summary>
    public required string StandardError { get; init; }

    /// <summary>Whether text is missing: a stream wrote more than was to be kept (then its beginning was), or output was dropped before it was read.</summary>
    public bool Truncated { get; init; }

    /// <summary>Names the job and the size of its output, but nothing of what it wrote.</summary>
    public override string ToString() =>
        $"JobResult {{ Status = {Status}, StandardOutput = {StandardOutput.Length} characters, "
        + $"StandardError = {StandardError.Length} characters, Truncated = {Truncated} }}";
}
