namespace JobRunner.Output;

/// <summary>
/// A piece of the log in memory, written once from front to end by one thread, read by any number without a lock. Its memory is used again
/// only if no reader has it and none was given a piece to keep.
/// </summary>
internal sealed class Segment(long offset, byte[] bytes, LogRecord[] records)
{
    // How many readers have it for a while, or one of these.
    private const int Free = 0;
    private const int GivenAway = 1 << 30;
    private const int Reclaimed = -1;

    // Runs of one stream within so long are one record, which is as exact as times of chunks are.
    private const long SameTime = TimeSpan.TicksPerMillisecond;

    private LogRecord[] _records = records;
    private int _recordCount;
    private int _length;
    private int _use = Free;

    /// <summary>Where its first byte stands in the log.</summary>
    public long Offset => offset;

    public int Length => Volatile.Read(ref _length);

    public long End => offset + Length;

    public bool Holds(long position) => offset <= position && position < End;

    public bool IsFull => _length == bytes.Length || _recordCount == MaxRecords(bytes.Length);

    /// <summary>What it holds in memory.</summary>
    public int MemoryBytes => bytes.Length + (_records.Length * LogRecord.Size);

    /// <summary>Its bytes. To be read after <see cref="TryUse"/> alone.</summary>
    public byte[] Bytes => bytes;

    /// <summary>Its records. Look at <see cref="Length"/> before: then there are records for all of that.</summary>
    public ReadOnlySpan<LogRecord> Records
    {
        get
        {
            // In this order: an array that is larger holds what the smaller one held.
            var count = Volatile.Read(ref _recordCount);
            return Volatile.Read(ref _records).AsSpan(0, count);
        }
    }

    /// <summary>How many records a segment of so many bytes may have: half its size in memory, however small the pieces are.</summary>
    public static int MaxRecords(int size) => Math.Max(1, size / 2 / LogRecord.Size);

    /// <summary>Where to write next: the rest of its bytes.</summary>
    public ArraySegment<byte> Room => new(bytes, _length, bytes.Length - _length);

    /// <summary>Makes what was written to the room part of the log.</summary>
    public void Append(OutputSource source, long utcTicks, int count)
    {
        if (_recordCount == 0 || _records[_recordCount - 1] is var last && (last.Source != source || utcTicks - last.UtcTicks is < 0 or >= SameTime))
        {
            if (_recordCount == _records.Length)
            {
                var larger = new LogRecord[Math.Min(_recordCount * 2, MaxRecords(bytes.Length))];
                _records.CopyTo(larger, 0);
                Volatile.Write(ref _records, larger);
            }

            _records[_recordCount] = new LogRecord(offset + _length, source, utcTicks);
            Volatile.Write(ref _recordCount, _recordCount + 1);
        }

        // Published last: who sees the length sees all before it.
        Volatile.Write(ref _length, _length + count);
    }

    /// <summary>Keeps its memory from being used again: for ever, because pieces of it are given away, or until <see cref="EndUse"/>.</summary>
    /// <returns>False if it has been used again already.</returns>
    public bool TryUse(bool forEver)
    {
        var use = Volatile.Read(ref _use);
        while (use != Reclaimed && (use & GivenAway) == 0)
        {
            var seen = Interlocked.CompareExchange(ref _use, forEver ? GivenAway : use + 1, use);
            if (seen == use)
            {
                return true;
            }

            use = seen;
        }

        return use != Reclaimed;
    }

    /// <summary>Ends a use that was not for ever.</summary>
    public void EndUse()
    {
        var use = Volatile.Read(ref _use);
        while ((use & GivenAway) == 0 && Interlocked.CompareExchange(ref _use, use - 1, use) is var seen && seen != use)
        {
            use = seen;
        }
    }

    /// <summary>Takes its memory to be used again. False if a reader has it, or may have a piece of it.</summary>
    public bool TryReclaim(out byte[] freeBytes, out LogRecord[] freeRecords)
    {
        (freeBytes, freeRecords) = (bytes, _records);
        return Interlocked.CompareExchange(ref _use, Reclaimed, Free) == Free;
    }
}
