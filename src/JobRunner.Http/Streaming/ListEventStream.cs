using JobRunner.Http.Access;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Streaming;

/// <summary>The state changes of all jobs of a caller as events.</summary>
internal sealed class ListEventStream(JobsRequest request, JobFilter filter)
{
    private readonly EventWriter _writer = new(request.Context.Response);

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
                try
                {
                    if (!await next.WaitAsync(request.Options.HeartbeatPeriod, request.Time, lease.Token).ConfigureAwait(false))
                    {
                        return;
                    }

                    await _writer.WriteStateAsync(states.Current, lease.Token).ConfigureAwait(false);
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
}
