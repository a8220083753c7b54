using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using JobRunner.Interop;

namespace JobRunner.Stopping;

/// <summary>
/// Signals, looks for and kills the processes of jobs. Reading the process table costs milliseconds, so one loop reads it for all jobs:
/// a pass serves every request that has come in by then.
/// </summary>
internal sealed class ProcessSweeper : IAsyncDisposable
{
    /// <summary>How long a kill is repeated before what is left counts as a survivor.</summary>
    public static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(5);

    // What was killed needs a moment to go; what can wait does so for company.
    private static readonly TimeSpan RepeatPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LeisurePause = TimeSpan.FromMilliseconds(250);

    // At most a few requests for each job that is ending.
    private readonly Channel<SweepRequest> _requests =
        Channel.CreateUnbounded<SweepRequest>(new UnboundedChannelOptions { SingleReader = true });

    private readonly List<SweepRequest> _pending = [];
    private readonly Task _loop;

    public ProcessSweeper() => _loop = RunAsync();

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

    /// <param name="job">Whose processes.</param>
    /// <param name="atLeisure">Within a quarter of a second or so, together with others, rather than at once.</param>
    /// <returns>What could not be killed.</returns>
    public Task<IReadOnlyList<ProcessIdentity>> KillAsync(JobProcesses job, bool atLeisure)
    {
        var request = new KillRequest(job, KillPatience, atLeisure);
        Post(request);
        return request.Survivors;
    }

    /// <summary>Serves what was asked for, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _requests.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private void Post(SweepRequest request)
    {
        if (!_requests.Writer.TryWrite(request))
        {
            request.Fail(new ObjectDisposedException(nameof(ProcessSweeper)));
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Each goes to those who asked.")]
    private async Task RunAsync()
    {
        while (await WaitForRequestsAsync().ConfigureAwait(false))
        {
            try
            {
                var table = ProcessTable.Read();
                _pending.RemoveAll(request => request.Serve(table.MembersOf(request.Job)));
            }
            catch (Exception e)
            {
                // For lack of descriptors, say. Who asked is told, and may ask again.
                _pending.ForEach(request => request.Fail(e));
                _pending.Clear();
            }
        }
    }

    /// <returns>False at the end: nothing is left to do and nothing can come.</returns>
    private async ValueTask<bool> WaitForRequestsAsync()
    {
        if (_pending.Count > 0)
        {
            await Task.Delay(RepeatPause, TimeProvider.System).ConfigureAwait(false);
        }

        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            while (_requests.Reader.TryRead(out var request))
            {
                _pending.Add(request);
            }

            if (_pending.Exists(request => !request.CanWait))
            {
                return true;
            }

            var more = _requests.Reader.WaitToReadAsync().AsTask();
            if (_pending.Count > 0)
            {
                var rest = LeisurePause - TimeProvider.System.GetElapsedTime(start);
                if (rest <= TimeSpan.Zero || !await IsDoneWithinAsync(more, rest).ConfigureAwait(false))
                {
                    return true;
                }
            }

            if (!await more.ConfigureAwait(false))
            {
                return _pending.Count > 0;
            }
        }
    }

    private static async ValueTask<bool> IsDoneWithinAsync(Task task, TimeSpan time)
    {
        await task.WaitAsync(time, TimeProvider.System)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompleted;
    }
}
