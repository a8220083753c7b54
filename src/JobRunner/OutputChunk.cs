namespace JobRunner;

/// <summary>A piece of a job's output. It may be kept for ever: its bytes never change.</summary>
/// <remarks>
/// Where chunks begin and end is not promised; that together they are the job's bytes is. Two are equal if they share their bytes' memory: compare
/// <c>Data.Span</c> for content.
/// </remarks>
public readonly record struct OutputChunk
{
    /// <summary>The stream that the bytes were written to.</summary>
    public OutputSource Source { get; init; }

    /// <summary>Where the first byte stands in the job's log, both streams in the order in which they were read.</summary>
    public long Offset { get; init; }

    /// <summary>When the bytes were read, in UTC, to the millisecond.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The bytes. None in a last chunk that only tells of a gap behind which nothing came, see <see cref="Skipped"/>.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>
    /// How many bytes of the log, of both streams, between what this reader had or asked for and this chunk are no longer kept.
    /// 0 as a rule.
    /// </summary>
    public long Skipped { get; init; }
}
