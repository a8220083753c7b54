namespace JobRunner.Output;

/// <summary>What one read from a pipe gave.</summary>
/// <param name="Offset">Where its first byte stands in the log.</param>
/// <param name="Data">Memory of the log, never written again.</param>
/// <param name="Source">The pipe.</param>
/// <param name="UtcTicks">When it was read.</param>
internal readonly record struct LogEntry(long Offset, ReadOnlyMemory<byte> Data, OutputSource Source, long UtcTicks)
{
    public long End => Offset + Data.Length;

    public bool IsOf(OutputSources sources) =>
        (sources & (Source == OutputSource.StandardOutput ? OutputSources.StandardOutput : OutputSources.StandardError)) != 0;
}
