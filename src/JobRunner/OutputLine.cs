namespace JobRunner;

/// <summary>A line of a job's output, as text.</summary>
public readonly record struct OutputLine
{
    /// <summary>The stream that it was written to.</summary>
    public OutputSource Source { get; init; }

    /// <summary>When its end was read, in UTC.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The line, without the newline (<c>\n</c> or <c>\r\n</c>) that ends it.</summary>
    public string Text { get => field ?? ""; init; }

    /// <summary>
    /// How many bytes of the log, of both streams, before this line are no longer kept; 0 as a rule. A line that is cut by such a gap comes in pieces. A gap
    /// at the very end is told by a last line without text.
    /// </summary>
    public long Skipped { get; init; }
}
