using System.Diagnostics.CodeAnalysis;
using System.Runtime.Versioning;
using System.Threading.Channels;
using JobRunner.Interop;
using JobRunner.Threading;

namespace JobRunner.Stopping;

/// <summary>
/// Signals, looks for and kills the processes of jobs. Reading the process table costs milliseconds, so one loop reads it for all jobs:
/// a pass serves every request that has come in by then.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ProcessSweeper : IAsyncDisposable
{
    /// <summary>How long a request is tried before it gives up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // What was killed needs a moment to go; what can wait does so for company.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LeisurePause = TimeSpan.FromMilliseconds(500);

    // At most a few requests for each job that is ending. Of those that can wait only the first of a pass wakes the loop.
    private readonly Channel<SweepRequest> _requests = Channel.CreateUnbounded<SweepRequest>();
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly List<SweepRequest> _canWait = [];
    private bool _isLeisure;
    private readonly List<SweepRequest> _pending = [];
    private readonly Task _loop;
    private ProcessTable? _lastTable;
    private TimeSpan _pause = FirstPause;

    /// <param name="clock">Of its pauses, for tests; null: real time. Its patience is real time always, as the kernel's.</param>
    public ProcessSweeper(TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        _loop = RunAsync();
    }

    public Task SignalAsync(JobProcesses job, IReadOnlyList<Signal> signals)
    {
        var request = new SignalRequest(job, signals);
        Post(request);
        return request.Done;
    }

    public Task<bool> IsAnyLeftAsync(JobProcesses job)
    {
        var request = new ProbeRequest(job);
        Post(request);
        return request.IsAnyLeft;
    }

    public Task<bool> IsOutputHeldAsync(JobProcesses job)
    {
        var request = new HolderRequest(job);
        Post(request);
        return request.IsHeld;
    }

    /// <param name="job">Whose processes.</param>
    /// <param name="atLeisure">Within half a second or so, together with others, rather than at once.</param>
    public Task<KillReport> KillAsync(JobProcesses job, bool atLeisure)
    {
        var request = new KillRequest(job, atLeisure);
        Post(request);
        return request.Report;
    }

    /// <summary>Serves what was asked for, then ends. A kernel that doesn't answer a look at a process is not waited for.</summary>
    public async ValueTask DisposeAsync()
    {
        _requests.Writer.TryComplete();
        await _loop.IsDoneWithinAsync(2 * Patience, _clock).ConfigureAwait(false);
    }

    private void Post(SweepRequest request)
    {
        if (request.CanWait && TryJoin(request))
        {
            return;
        }

        if (!_requests.Writer.TryWrite(request))
        {
            request.Fail(new ObjectDisposedException(nameof(ProcessSweeper)));
        }
    }

    /// <returns>Whether others wait already, for a pass that serves this one too.</returns>
    private bool TryJoin(SweepRequest request)
    {
        lock (_gate)
        {
            var canJoin = _isLeisure;
            if (canJoin)
            {
                _canWait.Add(request);
            }

            return canJoin;
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Each goes to those who asked.")]
    private async Task RunAsync()
    {
        while (await WaitForRequestsAsync().ConfigureAwait(false))
        {
            ProcessTable? table = null;
            Exception? fault = null;
            try
            {
                var doomed = _pending.Where(request => request.IsKill).Select(request => request.Job.JobId).ToHashSet();
                _pending.ForEach(request => request.Job.BeforeRead());
                table = _lastTable = ProcessTable.Read(_lastTable, doomed.Contains);
            }
            catch (Exception e)
            {
                fault = e;
            }

            _pending.RemoveAll(request => Serve(request, table, fault));
        }
    }

    /// <returns>Whether the request is done with.</returns>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Each goes to those who asked.")]
    private static bool Serve(SweepRequest request, ProcessTable? table, Exception? fault)
    {
        try
        {
            return table is null ? request.Miss(fault!) : request.Serve(table);
        }
        catch (Exception e)
        {
            // For lack of descriptors, say: that may pass.
            return request.Miss(e);
        }
    }

    /// <returns>False at the end: nothing is left to do and nothing can come.</returns>
    private async ValueTask<bool> WaitForRequestsAsync()
    {
        if (_pending.Count > 0)
        {
            await PauseAsync(_pause, isCutByEnd: false).ConfigureAwait(false);
            _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        }
        else
        {
            _pause = FirstPause;
            await _requests.Reader.WaitToReadAsync().ConfigureAwait(false);
        }

        TakeRequests();
        if (_pending.Count > 0 && _pending.TrueForAll(request => request.CanWait))
        {
            SetLeisure(true);
            await PauseAsync(LeisurePause, isCutByEnd: true).ConfigureAwait(false);
            SetLeisure(false);
        }

        return _pending.Count > 0 || !_requests.Reader.Completion.IsCompleted;
    }

    /// <summary>Waits for so long, or until a request comes that is in a hurry.</summary>
    private async ValueTask PauseAsync(TimeSpan time, bool isCutByEnd)
    {
        var start = _clock.GetTimestamp();
        while (true)
        {
            var rest = time - _clock.GetElapsedTime(start);
            var more = _requests.Reader.WaitToReadAsync().AsTask();
            if (rest <= TimeSpan.Zero || !await more.IsDoneWithinAsync(rest, _clock).ConfigureAwait(false))
            {
                return;
            }

            var isAtEnd = !await more.ConfigureAwait(false);
            if (isAtEnd && !isCutByEnd)
            {
                await Task.Delay(rest, _clock).ConfigureAwait(false);
            }

            if (isAtEnd || TakeRequests())
            {
                return;
            }
        }
    }

    // While it lasts, requests that can wait are gathered without waking anybody.
    private void SetLeisure(bool value)
    {
        lock (_gate)
        {
            _isLeisure = value;
            _pending.AddRange(_canWait);
            _canWait.Clear();
        }
    }

    /// <returns>Whether one of them is in a hurry.</returns>
    private bool TakeRequests()
    {
        var isUrgent = false;
        while (_requests.Reader.TryRead(out var request))
        {
            _pending.Add(request);
            isUrgent |= !request.CanWait;
        }

        return isUrgent;
    }
}
