using System.Diagnostics.CodeAnalysis;

namespace JobRunner.Jobs;

/// <summary>When a job that is to stop is killed: of all deadlines that were asked for, the earliest.</summary>
internal sealed class StopDeadline(TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _setAt;
    private TimeSpan? _grace;
    private ITimer? _timer;
    private bool _isDisposed;

    /// <summary>Completes when a stop is asked for.</summary>
    public Task Requested => _requested.Task;

    /// <summary>Completes when the earliest deadline has come.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Asks for a stop with this much grace, from now on.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Who is to stop is stopped, whatever the host's clock does.")]
    public void Request(TimeSpan grace)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            try
            {
                if (_grace is null || grace < _grace - time.GetElapsedTime(_setAt))
                {
                    _timer?.Dispose();
                    (_setAt, _grace) = (time.GetTimestamp(), grace);
                    _timer = grace == TimeSpan.Zero
                        ? null
                        : time.CreateTimer(static state => ((StopDeadline)state!)._reached.TrySetResult(), this, grace, Timeout.InfiniteTimeSpan);
                }
            }
            catch (Exception)
            {
                // The host's clock has failed: grace that can't be measured is none.
                grace = TimeSpan.Zero;
            }
        }

        if (grace == TimeSpan.Zero)
        {
            _reached.TrySetResult();
        }

        _requested.TrySetResult();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }
    }
}
