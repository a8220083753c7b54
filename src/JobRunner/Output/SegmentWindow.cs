using System.Numerics;

namespace JobRunner.Output;

/// <summary>The segments of a log that are in memory, in order. One thread at a time changes it, any number look at it.</summary>
internal sealed class SegmentWindow(long memoryBytes)
{
    private const int FirstSize = 1024;
    private const int FirstRecords = 8;
    private const int GrowthFactor = 4;

    // Larger than what a pipe holds helps no more.
    private const int LargestSize = 256 * 1024;

    // A window of a few segments lets go of memory a quarter at a time.
    private readonly int _largestSize = (int)Math.Clamp(BitOperations.RoundUpToPowerOf2((ulong)(memoryBytes / 4) + 1) / 2, FirstSize, LargestSize);

    private volatile Segment[] _segments = [];
    private byte[]? _freeBytes;
    private LogRecord[]? _freeRecords;

    /// <summary>The newest segment, to which is being written; null if there is none yet.</summary>
    public Segment? Open { get; private set; }

    /// <summary>The segments at this moment, the oldest first.</summary>
    public Segment[] Segments => _segments;

    private int NextSize => Open is null ? FirstSize : Math.Min(Open.Bytes.Length * GrowthFactor, _largestSize);

    /// <summary>Whether there would be too much in memory with one segment more.</summary>
    public bool MustEvict => _segments.Length > 0 && _segments.Sum(segment => (long)segment.MemoryBytes) + MostMemory(NextSize) > memoryBytes;

    /// <summary>The segment that has the byte at this offset, or would have it next; null if it is not in memory (any more).</summary>
    public Segment? Find(long offset)
    {
        var segments = _segments;
        var (low, high) = (0, segments.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (segments[middle].Offset <= offset)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return segments.Length > 0 && segments[low].Offset <= offset ? segments[low] : null;
    }

    /// <summary>Begins a segment.</summary>
    public void OpenNext(long offset)
    {
        var size = NextSize;
        var isFree = _freeBytes?.Length == size;
        var bytes = isFree ? _freeBytes! : GC.AllocateUninitializedArray<byte>(size);
        var records = isFree ? _freeRecords! : new LogRecord[Math.Min(FirstRecords, Segment.MaxRecords(size))];
        (_freeBytes, _freeRecords) = (null, null);
        Open = new Segment(offset, bytes, records);
        _segments = [.. _segments, Open];
    }

    /// <summary>Lets go of the oldest segment, which readers find elsewhere by now.</summary>
    public void RemoveOldest()
    {
        var oldest = _segments[0];
        _segments = _segments[1..];
        if (oldest.TryReclaim(out var bytes, out var records))
        {
            (_freeBytes, _freeRecords) = (bytes, records);
        }
    }

    /// <summary>Lets go of memory that was to be used again.</summary>
    public void Trim() => (_freeBytes, _freeRecords) = (null, null);

    private static int MostMemory(int size) => size + (Segment.MaxRecords(size) * LogRecord.Size);
}
