using System.Net.ServerSentEvents;
using JobRunner.Http.Client.Calls;

namespace JobRunner.Http.Client.Streaming;

/// <summary>Events, as long as one connection lasts.</summary>
internal sealed class EventConnection : IAsyncDisposable
{
    private readonly AttemptLimits _limits;
    private HttpResponseMessage? _response;
    private SseParser<ServerEvent>? _parser;
    private IAsyncEnumerator<SseItem<ServerEvent>>? _events;

    private EventConnection(AttemptLimits limits) => _limits = limits;

    /// <summary>The last id that came before, or with, a whole event; empty: none has. What the parser has besides may be that of half an event.</summary>
    public string LastEventId { get; private set; } = "";

    public static async Task<EventConnection> OpenAsync(ServerConnection server, Call call, CancellationToken cancellationToken)
    {
        var connection = new EventConnection(server.NewLimits(cancellationToken));
        try
        {
            await connection.OpenAsync(server, call).ConfigureAwait(false);
            return connection;
        }
        catch (Exception e)
        {
            var explained = connection._limits.Explain(e);
            await connection.DisposeAsync().ConfigureAwait(false);
            if (explained == e)
            {
                throw;
            }

            throw explained;
        }
    }

    /// <returns>Null: the connection has ended.</returns>
    public async ValueTask<ServerEvent?> NextAsync()
    {
        try
        {
            if (!await _events!.MoveNextAsync().ConfigureAwait(false))
            {
                return null;
            }

            LastEventId = _parser!.LastEventId;
            return _events.Current.Data;
        }
        catch (Exception e) when (_limits.Explain(e) is var explained && explained != e)
        {
            throw explained;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_events is not null)
        {
            await _events.DisposeAsync().ConfigureAwait(false);
        }

        _response?.Dispose();
        _limits.Dispose();
    }

    private async Task OpenAsync(ServerConnection server, Call call)
    {
        _response = await server.TryAsync(call, _limits).ConfigureAwait(false);
        var body = await _response.Content.ReadAsStreamAsync(_limits.Token).ConfigureAwait(false);
        _parser = SseParser.Create(new HeardStream(body, _limits, server.Options.SilenceTimeout), ServerEvent.Parse);
        _events = _parser.EnumerateAsync(_limits.Token).GetAsyncEnumerator(_limits.Token);
    }
}
