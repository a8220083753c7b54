namespace JobRunner.Output;

/// <summary>
/// All that a job has written, in the order in which it was read. Two pumps append; any number of readers read without a lock,
/// while it grows and afterwards.
/// </summary>
internal sealed class OutputLog
{
    private readonly Lock _gate = new();
    private readonly AppendOnlyList<LogEntry> _entries = new();
    private readonly Followers _followers = new();
    private long _length;
    private volatile bool _isComplete;

    /// <summary>How many bytes were appended.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>How many entries may be read.</summary>
    public int Count => _entries.Count;

    /// <summary>Whether nothing will be appended any more. Look at this before <see cref="Count"/>.</summary>
    public bool IsComplete => _isComplete;

    /// <summary>Whether any reader waits for more.</summary>
    public bool HasFollowers => _followers.Any;

    /// <param name="index">Below a <see cref="Count"/> that the caller has seen.</param>
    public ref readonly LogEntry this[int index] => ref _entries[index];

    /// <param name="source">Who wrote it.</param>
    /// <param name="time">When it was read.</param>
    /// <param name="data">Memory that now is the log's, not to be written again.</param>
    public void Append(OutputSource source, DateTimeOffset time, ReadOnlyMemory<byte> data)
    {
        lock (_gate)
        {
            _entries.Add(new LogEntry(_length, data, source, time.UtcTicks));
            Volatile.Write(ref _length, _length + data.Length);
        }

        _followers.WakeAll();
    }

    /// <summary>Says that nothing will be appended any more.</summary>
    public void Complete()
    {
        _isComplete = true;
        _followers.WakeAll();
    }

    /// <summary>Waits until there are more entries than <paramref name="count"/> or the log is complete.</summary>
    public async ValueTask WaitForMoreAsync(int count, WakeUp wakeUp, CancellationToken cancellationToken)
    {
        _followers.Park(wakeUp);
        try
        {
            while (Count == count && !IsComplete)
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

    /// <summary>The index of the entry that holds the byte at this offset, or <see cref="Count"/> if there is none yet.</summary>
    public int Find(long offset)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (int)(((uint)low + (uint)high) / 2);
            if (_entries[middle].End <= offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
