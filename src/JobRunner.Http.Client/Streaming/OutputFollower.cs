using System.Globalization;
using System.Runtime.CompilerServices;
using JobRunner.Http.Client.Calls;

namespace JobRunner.Http.Client.Streaming;

/// <summary>Reads a job's output over any number of connections. All that it knows is where the next byte stands.</summary>
internal sealed class OutputFollower(ServerConnection server, Guid jobId, OutputReadOptions options)
{
    /// <summary>Null: only the server can say.</summary>
    private long? _position = options is { TailBytes: null, TailLines: null } ? options.From ?? 0 : null;

    public async IAsyncEnumerable<OutputChunk> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var feed = new EventFeed(server, Request, cancellationToken);
        await using (feed.ConfigureAwait(false))
        {
            while (true)
            {
                var next = await feed.NextAsync().ConfigureAwait(false);
                if (next.Kind == EventKind.End)
                {
                    yield break;
                }

                if (next.Kind == EventKind.Output)
                {
                    feed.Progress();
                    _position = next.Chunk.Offset + next.Chunk.Data.Length;
                    yield return next.Chunk;
                }
            }
        }
    }

    // The id of a tail's stream says where the tail begins. It is known with the first event: until then nothing has come, and the tail is asked for anew.
    private Call Request(string lastEventId)
    {
        if (_position is null && long.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out var start))
        {
            _position = start;
        }

        return new Call(HttpMethod.Get, server.Addresses.Events(jobId, options, _position)) { IsStream = true, JobId = jobId, Argument = "options" };
    }
}
