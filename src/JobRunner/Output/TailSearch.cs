using System.Buffers;
using JobRunner.Output.Spooling;

namespace JobRunner.Output;

/// <summary>Finds where a tail begins, from the end backwards, so that it costs what it returns and, for one stream alone, the records it walks.</summary>
/// <param name="log">The log.</param>
/// <param name="end">Where the tail ends.</param>
/// <param name="sources">Which streams count.</param>
/// <param name="cancellationToken">Ends the search, which may go far back.</param>
internal sealed class TailSearch(OutputLog log, long end, OutputSources sources, CancellationToken cancellationToken = default)
{
    // Looked through for newlines at a time, where they come from the spool.
    private const int PieceSize = 64 * 1024;

    private Segment? _segment;
    private SpoolCursor? _cursor;

    /// <summary>The offset behind which the last <paramref name="bytes"/> bytes stand.</summary>
    public long LastBytes(long bytes)
    {
        var start = end;
        while (bytes > 0 && TryFindBefore(start, out var runStart, out var runEnd, out var isSelected))
        {
            if (isSelected && runEnd - runStart >= bytes)
            {
                return runEnd - bytes;
            }

            bytes -= isSelected ? runEnd - runStart : 0;
            start = runStart;
        }

        return start;
    }

    /// <summary>The offset behind which the last <paramref name="lines"/> lines stand. A piece without newline is a line.</summary>
    public long LastLines(int lines)
    {
        var start = end;
        if (lines == 0)
        {
            return start;
        }

        // A newline at the very end ends the last line rather than beginning another.
        var isLastByte = true;
        var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            while (TryFindBefore(start, out var runStart, out var runEnd, out var isSelected))
            {
                for (start = runEnd; isSelected && start > runStart;)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var piece = Read(runStart, start, buffer);
                    if (piece.IsEmpty)
                    {
                        if (log.Start <= runStart)
                        {
                            return start; // It can't be read.
                        }

                        runStart = log.Start; // Dropped meanwhile, but for the rest.
                        continue;
                    }

                    start -= piece.Length;
                    piece = isLastByte ? piece[..^1] : piece;
                    isLastByte = false;
                    for (int newline; (newline = piece.LastIndexOf((byte)'\n')) >= 0; piece = piece[..newline])
                    {
                        if (--lines == 0)
                        {
                            return start + newline + 1;
                        }
                    }
                }

                start = runStart;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return start;
    }

    /// <summary>Finds the run, or what of it is before the offset.</summary>
    private bool TryFindBefore(long offset, out long runStart, out long runEnd, out bool isSelected)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var kept = log.Start;
        runEnd = offset;
        if (offset > kept && FindSegment(offset - 1) is { } segment)
        {
            var record = segment.Records[LogRecord.Find(segment.Records, offset - 1)];
            (runStart, isSelected) = (record.Offset, record.IsOf(sources));
        }
        else if (offset > kept && log.Spool is { } spool)
        {
            // What was lost between the spool and memory is passed over.
            runEnd = Math.Min(offset, spool.End);
            var isThere = (_cursor ??= new SpoolCursor(spool)).TryFindBackwards(runEnd - 1, out var record, out _);
            (runStart, isSelected) = (record.Offset, record.IsOf(sources));
            if (!isThere)
            {
                return false;
            }
        }
        else
        {
            (runStart, isSelected) = (0, false);
            return false;
        }

        runStart = Math.Max(runStart, kept);
        return true;
    }

    private Segment? FindSegment(long offset) =>
        _segment = _segment is { } held && held.Holds(offset) ? held : log.UseSegment(offset, forEver: true);

    /// <summary>What stands before the offset, not further back than the start. Empty if it was dropped.</summary>
    private ReadOnlySpan<byte> Read(long start, long offset, byte[] buffer)
    {
        if (FindSegment(offset - 1) is { } segment)
        {
            start = Math.Max(start, segment.Offset);
            return segment.Bytes.AsSpan((int)(start - segment.Offset), (int)(offset - start));
        }

        start = Math.Max(start, offset - PieceSize);
        var piece = buffer.AsSpan(0, (int)(offset - start));
        return log.Spool is { } spool && spool.Read(piece, start) == piece.Length && log.Start <= start ? piece : default;
    }
}
