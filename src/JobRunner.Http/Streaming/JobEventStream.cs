using System.Globalization;
using JobRunner.Http.Access;
using JobRunner.Http.Wire;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Streaming;

/// <summary>One job's output and states as events. One loop is the only writer.</summary>
internal sealed class JobEventStream(JobsRequest request, JobStatus job, OutputReadOptions options)
{
    private const string LastEventId = "Last-Event-ID";

    private readonly EventWriter _writer = new(request.Context.Response);
    private JobStatus _status = job;

    /// <summary>Where to go on, if the client was here before.</summary>
    /// <exception cref="InvalidRequestException">It was not here that it was.</exception>
    public static OutputReadOptions Resume(HttpRequest http, OutputReadOptions options) => http.Headers[LastEventId].ToString() switch
    {
        "" => options,
        var id when long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) => options with { From = offset, TailBytes = null, TailLines = null },
        _ => throw new InvalidRequestException($"{LastEventId} has to be the id of an event of this stream."),
    };

    public async Task WriteAsync()
    {
        using var lease = request.Follow(_status);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(lease.Token);
        var start = await FindStartAsync(lease.Token).ConfigureAwait(false);
        var part = start is null ? options : options with { From = start, TailBytes = null, TailLines = null };
        var output = request.Jobs.ReadPassing(_status.Id, part, over.Token).GetAsyncEnumerator(CancellationToken.None);
        var states = request.Jobs.WatchAsync(new JobFilter { Id = _status.Id }, over.Token).GetAsyncEnumerator(CancellationToken.None);

        // The states first: a job that is forgotten in between has told its last one, or is not there for the output either.
        var nextState = states.MoveNextAsync().AsTask();
        var nextOutput = output.MoveNextAsync().AsTask();
        var hasStates = true;
        try
        {
            request.Done(StatusCodes.Status200OK);
            await _writer.BeginAsync(lease.Token).ConfigureAwait(false);
            if (start is { } offset)
            {
                await _writer.WriteStartAsync(offset, lease.Token).ConfigureAwait(false);
            }

            for (var hasOutput = true; hasOutput || (options.Follow && hasStates && !_status.IsFinished);)
            {
                await WaitAsync(!hasOutput ? nextState : !hasStates ? nextOutput : Task.WhenAny(nextOutput, nextState), lease.Token).ConfigureAwait(false);

                // The state first: who sees what a job wrote knows that it runs.
                if (hasStates && nextState.IsCompleted)
                {
                    hasStates = await nextState.ConfigureAwait(false);
                    if (hasStates)
                    {
                        await TakeStateAsync(states.Current, lease.Token).ConfigureAwait(false);
                        nextState = states.MoveNextAsync().AsTask();
                    }
                }

                if (hasOutput && nextOutput.IsCompleted)
                {
                    hasOutput = await nextOutput.ConfigureAwait(false);
                    if (hasOutput)
                    {
                        await _writer.WriteOutputAsync(output.Current, lease.Token).ConfigureAwait(false);
                        nextOutput = output.MoveNextAsync().AsTask();
                    }
                }
            }

            await _writer.WriteEndAsync(_status.IsFinished ? _status : await request.Jobs.QueryAsync(_status.Id, lease.Token).ConfigureAwait(false), lease.Token).ConfigureAwait(false);
        }
        finally
        {
            // Both readers end before they are let go of.
            await over.CancelAsync().ConfigureAwait(false);
            await ((Task)nextOutput).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ((Task)nextState).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await output.DisposeAsync().ConfigureAwait(false);
            await states.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Where the output begins, so that a client whose stream breaks off before the first of it can go on from there as well.</summary>
    /// <returns>Null: at the job's beginning, where streams begin anyway.</returns>
    private async ValueTask<long?> FindStartAsync(CancellationToken cancellationToken)
    {
        if (options is { TailBytes: null, TailLines: null })
        {
            return options.From;
        }

        await foreach (var chunk in request.Jobs.ReadPassing(_status.Id, options with { Follow = false }, cancellationToken).ConfigureAwait(false))
        {
            return chunk.Offset - chunk.Skipped;
        }

        return _status.OutputBytes;
    }

    // The last state is kept, by which time the job may be forgotten: it comes as the end, after all output. That is what `end` says: the stream is whole.
    private async Task TakeStateAsync(JobStatus state, CancellationToken cancellationToken)
    {
        _status = state;
        if (!state.IsFinished)
        {
            await _writer.WriteStateAsync(state, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(Task any, CancellationToken cancellationToken)
    {
        while (!any.IsCompleted)
        {
            try
            {
                await any.WaitAsync(request.Options.HeartbeatPeriod, request.Time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                await _writer.WriteHeartbeatAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
