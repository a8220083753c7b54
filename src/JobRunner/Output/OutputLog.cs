using JobRunner.Output.Spooling;
using JobRunner.Telemetry;
using JobRunner.Threading;

namespace JobRunner.Output;

/// <summary>
/// All that a job has written, in the order in which it was read. One thread at a time appends; any number of readers read without a lock,
/// while it grows and afterwards. What does not fit into memory is in the spool, what is not kept at all is counted.
/// </summary>
internal sealed class OutputLog(OutputLimits limits)
{
    // What is left of a segment is not worth a read of its own.
    private const int LeastRoomDivisor = 16;

    private readonly SegmentWindow _window = new(limits.MemoryBytes);
    private readonly Overflow _overflow = new(limits);
    private readonly Followers _followers = new();
    private readonly Lock _readerGate = new();

    // Between who appends and who ends the log without waiting for him, because a disk keeps him.
    private readonly Lock _endGate = new();
    private int _readers;
    private bool _isAbandoned;
    private long _length;
    private long _countedAsDropped;
    private volatile bool _isComplete;

    /// <summary>How many bytes were appended.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>The offset of the oldest byte kept.</summary>
    public long Start => Math.Max(_overflow.Start, limits.MaxBytes is { } max ? Length - max : 0);

    /// <summary>Whether nothing will be appended any more. Look at this before <see cref="Length"/>.</summary>
    public bool IsComplete => _isComplete;

    /// <summary>Whether any reader waits for more; for tests.</summary>
    public bool HasFollowers => _followers.Any;

    /// <summary>What is in memory.</summary>
    public Segment[] Segments => _window.Segments;

    /// <summary>What is on disk; null: nothing.</summary>
    public Spool? Spool => _overflow.Spool;

    /// <summary>Whether there is room to write to at no cost.</summary>
    public bool HasRoom => _window.Open is { IsFull: false } open && open.Room.Count >= open.Bytes.Length / LeastRoomDivisor;

    /// <summary>Why not all of it is kept; null if it is.</summary>
    public string? Fault => _overflow.Fault
        ?? (limits.MaxBytes is { } max && Length > max ? $"The oldest {Length - max} bytes of output were dropped: {nameof(JobsManagerOptions.MaxOutputPerJob)} is {max}." : null);

    /// <summary>The segment that has the byte at this offset, kept from being used again; null if it is not in memory (any more).</summary>
    /// <param name="offset">In the log.</param>
    /// <param name="forEver">See <see cref="Segment.TryUse"/>.</param>
    public Segment? UseSegment(long offset, bool forEver) =>
        _window.Find(offset) is { } found && found.Holds(offset) && found.TryUse(forEver) ? found : null;

    /// <summary>Where to write next: memory that is the log's. May write to the disk to make room. Empty if the log was completed meanwhile.</summary>
    public ArraySegment<byte> GetRoom()
    {
        while (!HasRoom)
        {
            var mustEvict = _window.MustEvict;
            if (mustEvict)
            {
                // Readers find the bytes there, or a new start, before the segment leaves the window.
                _overflow.Store(_window.Segments[0], Start);
            }

            lock (_endGate)
            {
                if (_isComplete)
                {
                    return default;
                }

                if (mustEvict)
                {
                    _window.RemoveOldest();
                }
                else
                {
                    _window.OpenNext(_length);
                    CountDropped();
                }
            }
        }

        return _isComplete ? default : _window.Open!.Room;
    }

    /// <summary>Makes what was written to the room part of the log, unless that is complete.</summary>
    /// <param name="source">Who wrote it.</param>
    /// <param name="time">When it was read.</param>
    /// <param name="count">How many bytes; more than 0.</param>
    public void Append(OutputSource source, DateTimeOffset time, int count)
    {
        lock (_endGate)
        {
            if (_isComplete)
            {
                return;
            }

            _window.Open!.Append(source, time.UtcTicks, count);
            Volatile.Write(ref _length, _length + count);
        }

        _followers.WakeAll();
        JobsMeter.AddOutput(count);
    }

    /// <summary>Appends a copy.</summary>
    public void Append(OutputSource source, DateTimeOffset time, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var room = GetRoom().AsSpan();
            if (room.IsEmpty)
            {
                return;
            }

            var count = Math.Min(room.Length, data.Length);
            data[..count].CopyTo(room);
            Append(source, time, count);
            data = data[count..];
        }
    }

    /// <summary>Says that nothing will be appended any more.</summary>
    public void Complete()
    {
        lock (_endGate)
        {
            CountDropped();
            _window.Trim();
            _isComplete = true;
        }

        _followers.WakeAll();
    }

    /// <summary>Waits until the log is longer than <paramref name="length"/> or complete.</summary>
    public async ValueTask WaitForMoreAsync(long length, WakeUp wakeUp, CancellationToken cancellationToken)
    {
        _followers.Park(wakeUp);
        try
        {
            while (Length <= length && !IsComplete)
            {
                await wakeUp.WaitAsync(cancellationToken).ConfigureAwait(false);
                _followers.Park(wakeUp);
            }
        }
        finally
        {
            _followers.Leave(wakeUp);
        }
    }

    /// <summary>Keeps the spool as long as the reader reads. False if the log was let go of already.</summary>
    public bool TryAddReader()
    {
        lock (_readerGate)
        {
            if (!_isAbandoned)
            {
                _readers++;
            }

            return !_isAbandoned;
        }
    }

    /// <summary>For tests.</summary>
    public int ReaderCount
    {
        get
        {
            lock (_readerGate)
            {
                return _readers;
            }
        }
    }

    public void RemoveReader() => LetGo(() => _readers--);

    /// <summary>Says that no reader will come any more: with the last that there is, the spool goes.</summary>
    public void Abandon() => LetGo(() => _isAbandoned = true);

    private void CountDropped()
    {
        var start = Start;
        var dropped = start + _overflow.LostBehind(start);
        JobsMeter.AddDropped(dropped - _countedAsDropped);
        _countedAsDropped = dropped;
    }

    private void LetGo(Action change)
    {
        lock (_readerGate)
        {
            change();
            if (!_isAbandoned || _readers > 0)
            {
                return;
            }
        }

        _overflow.Close();
    }
}
