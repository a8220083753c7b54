using JobRunner.Http.Client.Calls;
using JobRunner.Http.Client.Connecting;

namespace JobRunner.Http.Client.Streaming;

/// <summary>Events over any number of connections: when one breaks, the next goes on.</summary>
/// <param name="server">Where they come from.</param>
/// <param name="request">What to ask for, given the last id that came, empty at first.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class EventFeed(ServerConnection server, Func<string, Call> request, CancellationToken cancellationToken) : IAsyncDisposable
{
    // One that lasted so long is no failure in a row, though nothing new came on it.
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(5);

    private EventConnection? _connection;
    private Retries? _retries;
    private string _lastEventId = "";
    private long _opened;

    /// <summary>Something new has come: failures are counted anew.</summary>
    public void Progress() => _retries!.Progress();

    /// <summary>Waits for the next event; <see cref="EventKind.Opened"/> comes first of each connection.</summary>
    /// <exception cref="JobsConnectionException">Too many connections in a row have come to nothing.</exception>
    public async ValueTask<ServerEvent> NextAsync()
    {
        while (true)
        {
            try
            {
                if (_connection is null)
                {
                    var call = request(_lastEventId) with { MayHavePlace = _retries is not null };
                    _retries ??= new Retries(server, call);
                    _connection = await EventConnection.OpenAsync(server, call, cancellationToken).ConfigureAwait(false);
                    _opened = server.Time.GetTimestamp();
                    return new ServerEvent(EventKind.Opened);
                }

                return await _connection.NextAsync().ConfigureAwait(false) ?? throw new IOException("The stream has ended without saying so.");
            }
            catch (Exception e) when (ConnectionFault.Of(e) is not null)
            {
                await CloseAsync().ConfigureAwait(false);
                await _retries!.WaitAsync(e, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public ValueTask DisposeAsync() => CloseAsync();

    private async ValueTask CloseAsync()
    {
        if (_connection is not { } connection)
        {
            return;
        }

        if (server.Time.GetElapsedTime(_opened) >= Lasting)
        {
            Progress();
        }

        _connection = null;
        _lastEventId = connection.LastEventId is { Length: > 0 } id ? id : _lastEventId;
        await connection.DisposeAsync().ConfigureAwait(false);
    }
}
