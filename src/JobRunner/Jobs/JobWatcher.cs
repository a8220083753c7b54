using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using JobRunner.Threading;

namespace JobRunner.Jobs;

/// <summary>What one watcher has still to be told: of each job the newest state that it hasn't seen.</summary>
internal sealed class JobWatcher(JobFilter? filter)
{
    /// <summary>Of so many jobs that are forgotten by now may the end be unseen.</summary>
    public const int MostForgotten = 65_536;

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, JobStatus> _unseen = [];
    private readonly Queue<Guid> _order = [];
    private readonly WakeUp _wakeUp = new();
    private bool _isComplete;
    private bool _isOverrun;

    /// <summary>A job has come to a state. Called in the order of its states.</summary>
    /// <param name="status">The job then.</param>
    /// <param name="jobCount">How many jobs there are.</param>
    public void Tell(JobStatus status, int jobCount)
    {
        if (filter?.Matches(status) == false)
        {
            return;
        }

        lock (_gate)
        {
            if (_isOverrun)
            {
                return;
            }

            ref var newest = ref CollectionsMarshal.GetValueRefOrAddDefault(_unseen, status.Id, out var isInLine);
            newest = status;
            if (!isInLine)
            {
                _order.Enqueue(status.Id);
                LimitMemory(jobCount);
            }
        }

        _wakeUp.Set();
    }

    /// <summary>Nothing will be told any more.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
        }

        _wakeUp.Set();
    }

    /// <summary>Waits for what comes next.</summary>
    /// <returns>Null: nothing will.</returns>
    /// <exception cref="WatchOverrunException">Too much of it was never asked for.</exception>
    public async ValueTask<JobStatus?> NextAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        JobStatus? next;
        while (!TryTake(out next))
        {
            await _wakeUp.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return next;
    }

    private bool TryTake([MaybeNull] out JobStatus? next)
    {
        lock (_gate)
        {
            next = null;
            if (_order.TryDequeue(out var jobId))
            {
                return _unseen.Remove(jobId, out next);
            }

            return _isOverrun
                ? throw new WatchOverrunException($"More than {MostForgotten} jobs are forgotten by now whose end this watcher has not seen. Watch again.")
                : _isComplete;
        }
    }

    private void LimitMemory(int jobCount)
    {
        if (_unseen.Count <= (long)jobCount + MostForgotten)
        {
            return;
        }

        _isOverrun = true;
        _unseen.Clear();
        _unseen.TrimExcess();
        _order.Clear();
        _order.TrimExcess();
    }
}
