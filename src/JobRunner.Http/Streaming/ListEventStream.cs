using JobRunner.Http.Access;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Streaming;

/// <summary>The state changes of all jobs of a caller as events.</summary>
internal sealed class ListEventStream(JobsRequest request, JobFilter filter)
{
    private readonly EventWriter _writer = new(request.Context.Response);
    private bool _hasToldSnapshot;

    public async Task WriteAsync()
    {
        using var lease = request.Follow(job: null);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(lease.Token);
        var states = request.Jobs.WatchAsync(request.Restrict(filter), over.Token).GetAsyncEnumerator(CancellationToken.None);
        var next = states.MoveNextAsync().AsTask();
        try
        {
            request.Done(StatusCodes.Status200OK);
            await _writer.BeginAsync(lease.Token).ConfigureAwait(false);
            while (true)
            {
                await TellSnapshotEndAsync(next, lease.Token).ConfigureAwait(false);
                try
                {
                    if (!await next.WaitAsync(request.Options.HeartbeatPeriod, request.Time, lease.Token).ConfigureAwait(false))
                    {
                        return;
                    }

                    // A caller that asks for another's jobs gets none, and not its own in their place.
                    if (filter.Matches(states.Current))
                    {
                        await _writer.WriteStateAsync(states.Current, lease.Token).ConfigureAwait(false);
                    }

                    next = states.MoveNextAsync().AsTask();
                }
                catch (TimeoutException)
                {
                    await _writer.WriteHeartbeatAsync(lease.Token).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await states.DisposeAsync().ConfigureAwait(false);
        }
    }

    // What a watcher is to be told first is there when it begins: once it has to wait, it has been told all of it.
    private async ValueTask TellSnapshotEndAsync(Task<bool> next, CancellationToken cancellationToken)
    {
        if (!_hasToldSnapshot && !next.IsCompleted)
        {
            _hasToldSnapshot = true;
            await _writer.WriteSnapshotEndAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
