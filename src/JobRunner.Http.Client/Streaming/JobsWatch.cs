using System.Runtime.CompilerServices;
using JobRunner.Http.Client.Calls;

namespace JobRunner.Http.Client.Streaming;

/// <summary>Watches jobs over any number of connections, each of which begins with how things are: what of that was told is not told again.</summary>
internal sealed class JobsWatch(ServerConnection server, ListFilter filter)
{
    private readonly ToldStates _told = new(isWhole: filter.State is null);

    public async IAsyncEnumerable<JobStatus> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var feed = new EventFeed(server, _ => new Call(HttpMethod.Get, server.Addresses.Watch(filter)) { IsStream = true }, cancellationToken);
        await using (feed.ConfigureAwait(false))
        {
            while (true)
            {
                var next = await feed.NextAsync().ConfigureAwait(false);
                switch (next.Kind)
                {
                    case EventKind.Opened:
                        _told.BeginSnapshot();
                        break;
                    case EventKind.SnapshotEnd:
                        _told.EndSnapshot();
                        break;
                    case EventKind.State when filter.Matches(next.Status!) && _told.TryAdvance(next.Status!):
                        feed.Progress();
                        yield return next.Status!;
                        break;
                }
            }
        }
    }
}
