using System.Diagnostics.CodeAnalysis;
using JobRunner.Telemetry;

namespace JobRunner.Output.Spooling;

/// <summary>Where a log's oldest segments go when memory is full: to the spool, as far as limits and the disk allow.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Close does it.")]
internal sealed class Overflow(OutputLimits limits)
{
    private volatile Spool? _spool;
    private long _start;
    private long _dropped;
    private long _lost;
    private long _lostTo;
    private string? _failure;

    /// <summary>What is on disk; null: nothing.</summary>
    public Spool? Spool => _spool;

    /// <summary>What begins before this offset is not kept.</summary>
    public long Start => Volatile.Read(ref _start);

    /// <summary>Why not all of it is kept; null if it is, as far as this knows.</summary>
    public string? Fault =>
        _failure is not null ? $"{_lost} bytes of output were lost, because they could not be spooled to '{limits.SpoolDirectory}': {_failure}"
        : _dropped > 0 ? $"The oldest {_dropped} bytes of output were dropped: {nameof(JobsManagerOptions.MaxSpooledOutput)} is {limits.SpoolBudget.MaxBytes}."
        : null;

    /// <summary>Stores the oldest segment in memory, or loses it. Never throws for what the disk does.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="start">What begins before this offset is not to be kept any more.</param>
    public void Store(Segment segment, long start)
    {
        try
        {
            if (_failure is null && segment.End > start && MakeRoom(segment))
            {
                Write(segment);
            }

            _spool?.DropBefore(Math.Max(start, Start));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            _failure ??= e.Message;
        }

        if (_failure is not null && segment.End > start && segment.End > (_spool?.End ?? 0))
        {
            Lose(segment, start);
        }
    }

    /// <summary>How many bytes are not kept from this offset on, though older ones are.</summary>
    public long LostBehind(long start) => _spool is { IsEmpty: false } spool ? Math.Max(0, _lostTo - Math.Max(spool.End, start)) : 0;

    public void Close() => _spool?.Dispose();

    private void Write(Segment segment)
    {
        var isWritten = false;
        try
        {
            (_spool ??= Spool.Create(limits.SpoolDirectory, limits.MaxBytes, limits.SpoolBudget)).Write(segment);
            isWritten = true;
            JobsMeter.AddSpooled(segment.Length);
        }
        finally
        {
            if (!isWritten)
            {
                limits.SpoolBudget.GiveBack(Spool.SizeOf(segment));
            }
        }
    }

    // What was spooled before the failure stays; without that the log begins behind what is lost.
    private void Lose(Segment segment, long start)
    {
        _lost += segment.End - Math.Max(segment.Offset, start);
        _lostTo = segment.End;
        if (_spool is not { IsEmpty: false })
        {
            Volatile.Write(ref _start, segment.End);
        }
    }

    /// <summary>Drops this job's own oldest output until the segment fits into what all jobs together may have.</summary>
    /// <returns>Whether it does. If not, it is dropped itself.</returns>
    private bool MakeRoom(Segment segment)
    {
        var size = Spool.SizeOf(segment);
        while (!limits.SpoolBudget.TryTake(size))
        {
            if (_spool is not { IsEmpty: false } spool)
            {
                _dropped = segment.End;
                Volatile.Write(ref _start, segment.End);
                return false;
            }

            // Readers look at the start after they have read: it moves before the bytes go.
            _dropped = Math.Min(spool.End, RoundUp(spool.Start + size));
            Volatile.Write(ref _start, _dropped);
            spool.DropBefore(_dropped, isForRoom: true);
        }

        return true;
    }

    // File systems give back whole blocks only.
    private static long RoundUp(long offset) => (offset + Spool.BlockSize - 1) & ~(Spool.BlockSize - 1);
}
