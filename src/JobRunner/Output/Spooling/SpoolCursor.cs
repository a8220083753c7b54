namespace JobRunner.Output.Spooling;

/// <summary>One reader's place among a spool's records, of which it holds a block.</summary>
internal sealed class SpoolCursor(Spool spool)
{
    private const int BlockSize = 256;

    private readonly LogRecord[] _block = new LogRecord[BlockSize];
    private long _first;
    private int _count;

    private ReadOnlySpan<LogRecord> Block => _block.AsSpan(0, _count);

    /// <summary>Finds the run of one stream that the byte at this offset is in. False if that is not in the spool.</summary>
    /// <param name="offset">In the log.</param>
    /// <param name="record">The run.</param>
    /// <param name="end">Where the run ends, as far as it is in the spool.</param>
    public bool TryFind(long offset, out LogRecord record, out long end)
    {
        // In this order: there are records for all of it.
        var spoolEnd = spool.End;
        var count = spool.RecordCount;
        (record, end) = (default, spoolEnd);
        if (offset < spool.Start || offset >= spoolEnd)
        {
            return false;
        }

        if (!Covers(offset, count))
        {
            // As a rule it is the next one.
            Load(_count > 0 && offset >= _block[_count - 1].Offset ? _first + _count - 1 : spool.FindRecord(offset), count);
        }

        if (!Covers(offset, count))
        {
            Load(spool.FindRecord(offset), count);
        }

        if (_count == 0)
        {
            return false; // Dropped meanwhile.
        }

        var index = LogRecord.Find(Block, offset);
        record = _block[index];
        if (index + 1 < _count)
        {
            end = _block[index + 1].Offset;
        }

        return end > offset;
    }

    /// <summary>As <see cref="TryFind"/>, for one who goes backwards.</summary>
    public bool TryFindBackwards(long offset, out LogRecord record, out long end)
    {
        var count = spool.RecordCount;
        if (!Covers(offset, count))
        {
            var last = _count > 0 && offset < _block[0].Offset && _first > 0 ? _first - 1 : spool.FindRecord(offset);

            // With the one behind it, which says where it ends.
            Load(Math.Max(spool.FirstRecord, last + 2 - BlockSize), count);
        }

        return TryFind(offset, out record, out end);
    }

    private bool Covers(long offset, long recordCount) =>
        _count > 0
        && offset >= _block[0].Offset
        && (offset < _block[_count - 1].Offset || _first + _count >= recordCount);

    private void Load(long first, long recordCount)
    {
        _first = first;
        _count = spool.ReadRecords(_block.AsSpan(0, (int)Math.Clamp(recordCount - first, 0, BlockSize)), first);
    }
}
