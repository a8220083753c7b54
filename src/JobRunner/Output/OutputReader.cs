using System.Runtime.CompilerServices;
using JobRunner.Output.Spooling;
using JobRunner.Threading;

namespace JobRunner.Output;

/// <summary>
/// One reader's way through a log: a position, and nothing else that could go stale. Each step finds that position in memory or in the spool,
/// or finds that it is kept no more.
/// </summary>
/// <param name="open">Gives the log, with a reader added.</param>
/// <param name="options">What to read.</param>
/// <param name="isPassing">Whether a chunk's data is done with when the next one is asked for, so that its memory may be used again.</param>
/// <param name="cancellationToken">Ends the reading.</param>
internal sealed class OutputReader(Func<OutputLog> open, OutputReadOptions options, bool isPassing, CancellationToken cancellationToken)
    : IAsyncEnumerator<OutputChunk>
{
    // Of what comes from the spool. Fresh memory as a rule: a chunk may be kept for ever.
    private const int LargestSpoolChunk = 64 * 1024;

    private OutputLog? _log;
    private bool _isReleased;
    private long _position;
    private long _end;
    private long _skipped;
    private Segment? _segment;
    private SpoolCursor? _cursor;
    private byte[]? _passingBytes;
    private WakeUp? _wakeUp;
    private OutputChunk _current;

    private enum Step
    {
        Chunk,
        End,
        Wait,
    }

    public OutputChunk Current => _current;

    public ValueTask<bool> MoveNextAsync()
    {
        if (_isReleased)
        {
            return new(false);
        }

        try
        {
            return Advance(_log ?? Begin()) switch
            {
                Step.Chunk => new(true),
                Step.End => new(Finish()),
                _ => WaitAndMoveAsync(_log!),
            };
        }
        catch (Exception e) when (e is JobRunnerException or ObjectDisposedException or OperationCanceledException or IOException)
        {
            Release();
            return e is OperationCanceledException ? ValueTask.FromCanceled<bool>(cancellationToken) : ValueTask.FromException<bool>(e);
        }
    }

    public ValueTask DisposeAsync()
    {
        Release();
        return default;
    }

    private OutputLog Begin()
    {
        _log = open();
        var now = _log.Length;
        _end = options.Follow ? long.MaxValue : now;
        _position = options switch
        {
            { From: { } offset } => offset,
            { TailBytes: { } bytes } => new TailSearch(_log, now, options.Sources, cancellationToken).LastBytes(bytes),
            { TailLines: { } lines } => new TailSearch(_log, now, options.Sources, cancellationToken).LastLines(lines),
            _ => 0,
        };
        return _log;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAndMoveAsync(OutputLog log)
    {
        try
        {
            _wakeUp ??= new WakeUp();
            while (true)
            {
                await log.WaitForMoreAsync(_position, _wakeUp, cancellationToken).ConfigureAwait(false);
                switch (Advance(log))
                {
                    case Step.Chunk:
                        return true;
                    case Step.End:
                        return Finish();
                }
            }
        }
        catch
        {
            Release();
            throw;
        }
    }

    /// <summary>Looks for a chunk at the position or behind it.</summary>
    private Step Advance(OutputLog log)
    {
        while (true)
        {
            // A stream of which there is little may be far away.
            cancellationToken.ThrowIfCancellationRequested();

            // In this order: nothing is appended after completion.
            var isComplete = log.IsComplete;
            var length = Math.Min(log.Length, _end);
            SkipTo(Math.Min(log.Start, length));
            if (_position >= length)
            {
                return isComplete || !options.Follow ? Step.End : Step.Wait;
            }

            if (FindSegment(log) is { } segment ? TakeFrom(segment, length) : TakeFromSpool(log, length))
            {
                return Step.Chunk;
            }
        }
    }

    private void SkipTo(long offset)
    {
        if (_position < offset)
        {
            _skipped += offset - _position;
            _position = offset;
        }
    }

    /// <returns>The segment that has the position and never loses its memory again; null if there is none.</returns>
    private Segment? FindSegment(OutputLog log)
    {
        if (_segment is { } held && held.Holds(_position))
        {
            return held;
        }

        EndSegment();
        return _segment = log.UseSegment(_position, forEver: !isPassing);
    }

    private void EndSegment()
    {
        if (isPassing)
        {
            _segment?.EndUse();
        }

        _segment = null;
    }

    /// <summary>Gives the next piece of the segment; moves on if it is of another stream.</summary>
    private bool TakeFrom(Segment segment, long length)
    {
        length = Math.Min(length, segment.End);
        var records = segment.Records;
        var index = LogRecord.Find(records, _position);
        var end = index + 1 < records.Length ? Math.Min(length, records[index + 1].Offset) : length;
        var start = _position;
        _position = end;
        return records[index].IsOf(options.Sources)
            && Give(records[index], start, segment.Bytes.AsMemory((int)(start - segment.Offset), (int)(end - start)));
    }

    /// <summary>Gives the next piece of the spool; moves on if it is of another stream, or lost.</summary>
    private bool TakeFromSpool(OutputLog log, long length)
    {
        if (log.Spool is not { } spool || !(_cursor ??= new SpoolCursor(spool)).TryFind(_position, out var record, out var end))
        {
            SkipGap(log, length);
            return false;
        }

        // The start moves before records go: what was found may be others by now.
        if (log.Start > _position)
        {
            return false;
        }

        end = Math.Min(end, length);
        if (!record.IsOf(options.Sources))
        {
            _position = end;
            return false;
        }

        var size = (int)Math.Min(LargestSpoolChunk, end - _position);
        var bytes = _passingBytes ?? GC.AllocateUninitializedArray<byte>(isPassing ? LargestSpoolChunk : size);
        _passingBytes = isPassing ? bytes : null;
        var count = spool.Read(bytes.AsSpan(0, size), _position);

        // What was dropped while it was read is not what was written.
        if (log.Start > _position || count == 0)
        {
            return false;
        }

        var start = _position;
        _position += count;
        return Give(record, start, bytes.AsMemory(0, count));
    }

    // Neither in memory nor in the spool. A segment goes to the spool before it leaves the window, and the start moves before the spool drops.
    private void SkipGap(OutputLog log, long length)
    {
        var segments = log.Segments;
        if (segments.Length > 0 && segments[0].Offset is var oldest && oldest > _position && !(log.Spool is { } spool && _position < spool.End))
        {
            SkipTo(Math.Min(oldest, length));
        }
    }

    private bool Give(LogRecord record, long start, ReadOnlyMemory<byte> data)
    {
        _current = new OutputChunk
        {
            Source = record.Source,
            Offset = start,
            Timestamp = new DateTimeOffset(record.UtcTicks, TimeSpan.Zero),
            Data = data,
            Skipped = _skipped,
        };
        _skipped = 0;
        return true;
    }

    /// <returns>Whether there is a last chunk, which tells of a gap with nothing behind it.</returns>
    private bool Finish()
    {
        if (_skipped > 0)
        {
            var source = options.Sources == OutputSources.StandardError ? OutputSource.StandardError : OutputSource.StandardOutput;
            _current = new OutputChunk { Source = source, Offset = _position, Timestamp = _current.Timestamp, Skipped = _skipped };
            _skipped = 0;
            return true;
        }

        Release();
        return false;
    }

    private void Release()
    {
        if (!_isReleased)
        {
            _isReleased = true;
            EndSegment();
            _log?.RemoveReader();
        }
    }
}
