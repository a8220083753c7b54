using System.Runtime.InteropServices;

namespace JobRunner.Output;

/// <summary>Says that from this offset of the log on the bytes are of one stream, up to the next record. Stands in memory as in the spool.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct LogRecord(long offset, OutputSource source, long utcTicks)
{
    public const int Size = 2 * sizeof(long);

    // Ticks need 62 bits.
    private readonly long _ticksAndSource = (utcTicks << 1) | (source == OutputSource.StandardError ? 1L : 0L);

    /// <summary>Where the run begins.</summary>
    public long Offset { get; } = offset;

    public OutputSource Source => (_ticksAndSource & 1) == 0 ? OutputSource.StandardOutput : OutputSource.StandardError;

    /// <summary>When its first byte was read.</summary>
    public long UtcTicks => _ticksAndSource >>> 1;

    public bool IsOf(OutputSources sources) =>
        (sources & (Source == OutputSource.StandardOutput ? OutputSources.StandardOutput : OutputSources.StandardError)) != 0;

    /// <summary>The index of the last record that begins at the offset or before it.</summary>
    /// <param name="records">At least one, the first of them at the offset or before it.</param>
    /// <param name="offset">In the log.</param>
    public static int Find(ReadOnlySpan<LogRecord> records, long offset)
    {
        var (low, high) = (0, records.Length - 1);
        while (low < high)
        {
            var middle = (int)(((uint)low + (uint)high + 1) / 2);
            if (records[middle].Offset <= offset)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }
}
