using System.Runtime.InteropServices;

namespace JobRunner.Output.Spooling;

/// <summary>
/// What of a log is on disk: its bytes, each at its offset in the log, and its records. One thread at a time writes, any number read what lies
/// between start and end.
/// </summary>
internal sealed class Spool : IDisposable
{
    /// <summary>What file systems give back, at least.</summary>
    public const long BlockSize = 4096;

    // Holes are made in pieces of so many bytes, which is a multiple of what file systems allocate.
    private const long HoleSize = 1024 * 1024;

    // More than a segment: what is being written never is what is still to be read.
    private const long RingMargin = 1024 * 1024;

    private readonly SpoolFile _bytes;
    private readonly SpoolFile _records;
    private readonly SpoolBudget _budget;
    private readonly long _ringSize;
    private long _start;
    private long _end;
    private long _firstRecord;
    private long _recordCount;
    private long _droppedTo;
    private long _used;

    private Spool(SpoolFile bytes, SpoolFile records, long? maxBytes, SpoolBudget budget)
    {
        _budget = budget;
        _bytes = bytes;
        _records = records;
        _ringSize = maxBytes <= long.MaxValue - RingMargin ? maxBytes.Value + RingMargin : long.MaxValue;
    }

    /// <summary>The offset of the oldest byte here.</summary>
    public long Start => Volatile.Read(ref _start);

    /// <summary>The offset behind the newest byte here. Look at this before <see cref="RecordCount"/>: then there are records for all of that.</summary>
    public long End => Volatile.Read(ref _end);

    public bool IsEmpty => Start >= End;

    /// <summary>The oldest record that still is here.</summary>
    public long FirstRecord => Volatile.Read(ref _firstRecord);

    public long RecordCount => Volatile.Read(ref _recordCount);

    // Of a log that was abandoned by a reader that never said so: the files close themselves.
    ~Spool() => GiveBackAll();

    /// <exception cref="IOException">The folder is missing, or the system refused.</exception>
    /// <exception cref="UnauthorizedAccessException">The host may not write there.</exception>
    /// <param name="directory">Where.</param>
    /// <param name="budget">What was taken for its segments, and is given back when they go.</param>
    /// <param name="maxBytes">How much of the log is kept at most, so that the file can be a ring, which costs less than holes; null: all.</param>
    public static Spool Create(string directory, long? maxBytes, SpoolBudget budget)
    {
        var bytes = SpoolFile.Create(directory);
        try
        {
            return new Spool(bytes, SpoolFile.Create(directory), maxBytes, budget);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>What a segment takes on disk.</summary>
    public static long SizeOf(Segment segment) => segment.Length + ((long)segment.Records.Length * LogRecord.Size);

    /// <summary>Takes a segment, which follows the last one unless the spool is empty.</summary>
    public void Write(Segment segment)
    {
        var records = segment.Records;
        var bytes = segment.Bytes.AsSpan(0, segment.Length);
        var beforeEnd = (int)Math.Min(bytes.Length, _ringSize - (segment.Offset % _ringSize));
        _bytes.Write(bytes[..beforeEnd], segment.Offset % _ringSize);
        if (beforeEnd < bytes.Length)
        {
            _bytes.Write(bytes[beforeEnd..], 0);
        }

        _records.Write(MemoryMarshal.AsBytes(records), _recordCount * LogRecord.Size);
        _used += SizeOf(segment);
        if (IsEmpty)
        {
            _droppedTo = segment.Offset;
            Volatile.Write(ref _firstRecord, _recordCount);
            Volatile.Write(ref _start, segment.Offset);
        }

        // Readers look in the opposite order.
        Volatile.Write(ref _recordCount, _recordCount + records.Length);
        Volatile.Write(ref _end, segment.End);
    }

    /// <summary>Lets go of what stands before the offset.</summary>
    /// <param name="offset">In the log.</param>
    /// <param name="isForRoom">Whether the disk is to have it back now; otherwise in large pieces, or never where it is written again.</param>
    public void DropBefore(long offset, bool isForRoom = false)
    {
        offset = Math.Min(offset, End);
        if (offset > Start)
        {
            Volatile.Write(ref _start, offset);
        }

        if (offset == _droppedTo || (offset - _droppedTo < HoleSize && offset < End && !isForRoom))
        {
            return;
        }

        var record = offset < End ? FindRecord(offset) : RecordCount;
        if (isForRoom || _ringSize == long.MaxValue)
        {
            Punch(_droppedTo, offset);
        }

        var recordsFrom = _firstRecord * LogRecord.Size & ~(BlockSize - 1);
        _records.Punch(recordsFrom, (record * LogRecord.Size) - recordsFrom);
        var freed = offset - _droppedTo + ((record - _firstRecord) * LogRecord.Size);
        _droppedTo = offset;
        Volatile.Write(ref _firstRecord, record);
        _used -= freed;
        _budget.GiveBack(freed);
    }

    /// <summary>Reads bytes; others, if these were dropped meanwhile: look at the log's start afterwards.</summary>
    /// <returns>How many, which may be fewer.</returns>
    public int Read(Span<byte> buffer, long offset)
    {
        var place = offset % _ringSize;
        var beforeEnd = (int)Math.Min(buffer.Length, _ringSize - place);
        var count = _bytes.Read(buffer[..beforeEnd], place);
        return count < beforeEnd || beforeEnd == buffer.Length ? count : count + _bytes.Read(buffer[beforeEnd..], 0);
    }

    /// <summary>Reads records, by their number.</summary>
    public int ReadRecords(Span<LogRecord> records, long first) =>
        _records.Read(MemoryMarshal.AsBytes(records), first * LogRecord.Size) / LogRecord.Size;

    /// <summary>The number of the last record that begins at the offset or before it.</summary>
    public long FindRecord(long offset)
    {
        var (low, high) = (FirstRecord, RecordCount - 1);
        Span<LogRecord> record = stackalloc LogRecord[1];
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            ReadRecords(record, middle);
            if (record[0].Offset <= offset)
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

    public void Dispose()
    {
        _bytes.Dispose();
        _records.Dispose();
        GiveBackAll();
        GC.SuppressFinalize(this);
    }

    private void Punch(long from, long to)
    {
        while (from < to)
        {
            var count = Math.Min(to - from, _ringSize - (from % _ringSize));
            _bytes.Punch(from % _ringSize, count);
            from += count;
        }
    }

    private void GiveBackAll() => _budget.GiveBack(Interlocked.Exchange(ref _used, 0));
}
