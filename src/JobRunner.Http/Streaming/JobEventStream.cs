using System.Globalization;
using JobRunner.Http.Access;
using JobRunner.Http.Wire;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Streaming;

/// <summary>One job's output and states as events. One loop is the only writer.</summary>
internal sealed class JobEventStream(JobsRequest request, JobStatus status, OutputReadOptions options)
{
    private const string LastEventId = "Last-Event-ID";

    private readonly EventWriter _writer = new(request.Context.Response);

    /// <summary>Where to go on, if the client was here before.</summary>
    /// <exception cref="InvalidRequestException">It was not here that it was.</exception>
    public static OutputReadOptions Resume(HttpRequest http, OutputReadOptions options) => http.Headers[LastEventId].ToString() switch
    {
        "" => options,
        var id when long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) => options with { From = offset, TailBytes = null, TailLines = null },
        _ => throw new InvalidRequestException($"{LastEventId} has to be the id of an event of this stream."),
    };

    /// <summary>Makes of a tail an offset to begin at: a client whose stream breaks off before the first output can go on from there as well.</summary>
    public static async ValueTask<OutputReadOptions> FindStartAsync(JobsRequest request, JobStatus status, OutputReadOptions options)
    {
        if (options is { TailBytes: null, TailLines: null })
        {
            return options;
        }

        var start = status.OutputBytes;
        await foreach (var chunk in request.Jobs.ReadPassing(status.Id, options with { Follow = false }, request.Aborted).ConfigureAwait(false))
        {
            start = chunk.Offset - chunk.Skipped;
            break;
        }

        return options with { From = start, TailBytes = null, TailLines = null };
    }

    public async Task WriteAsync()
    {
        using var lease = request.Follow(status);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(lease.Token);
        var output = request.Jobs.ReadPassing(status.Id, options, over.Token).GetAsyncEnumerator(CancellationToken.None);
        var states = request.Jobs.WatchAsync(new JobFilter { Id = status.Id }, over.Token).GetAsyncEnumerator(CancellationToken.None);
        var nextOutput = output.MoveNextAsync().AsTask();
        var nextState = states.MoveNextAsync().AsTask();
        var hasStates = true;
        try
        {
            request.Done(StatusCodes.Status200OK);
            await _writer.BeginAsync(lease.Token).ConfigureAwait(false);
            if (options.From is { } start)
            {
                await _writer.WriteStartAsync(start, lease.Token).ConfigureAwait(false);
            }

            while (true)
            {
                await WaitAsync(hasStates ? Task.WhenAny(nextOutput, nextState) : nextOutput, lease.Token).ConfigureAwait(false);

                // The state first: who sees what a job wrote knows that it runs.
                if (hasStates && nextState.IsCompleted)
                {
                    hasStates = await nextState.ConfigureAwait(false);
                    if (hasStates)
                    {
                        await WriteStateAsync(states.Current, lease.Token).ConfigureAwait(false);
                        nextState = states.MoveNextAsync().AsTask();
                    }
                }

                if (nextOutput.IsCompleted)
                {
                    if (!await nextOutput.ConfigureAwait(false))
                    {
                        await EndAsync(lease.Token).ConfigureAwait(false);
                        return;
                    }

                    await _writer.WriteOutputAsync(output.Current, lease.Token).ConfigureAwait(false);
                    nextOutput = output.MoveNextAsync().AsTask();
                }
            }
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

    // The last state comes as the end, after all output.
    private async Task WriteStateAsync(JobStatus state, CancellationToken cancellationToken)
    {
        if (!state.IsFinished)
        {
            await _writer.WriteStateAsync(state, cancellationToken).ConfigureAwait(false);
        }
    }

    // The stream is whole: that is what `end` says. Without it, it was broken off.
    private async Task EndAsync(CancellationToken cancellationToken)
    {
        // Where the output ends because nobody follows it, the job goes on.
        var last = options.Follow
            ? await request.Jobs.WaitAsync(status.Id, cancellationToken).ConfigureAwait(false)
            : await request.Jobs.QueryAsync(status.Id, cancellationToken).ConfigureAwait(false);
        await _writer.WriteEndAsync(last, cancellationToken).ConfigureAwait(false);
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
