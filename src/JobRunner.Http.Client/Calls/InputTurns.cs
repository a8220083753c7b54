using System.Runtime.InteropServices;

namespace JobRunner.Http.Client.Calls;

/// <summary>Lets one write at a time be on its way to a job, so that writes arrive in the order of their calls.</summary>
internal sealed class InputTurns
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, (SemaphoreSlim Turn, int Count)> _turns = [];

    public async Task RunAsync(Guid jobId, Func<Task> write, CancellationToken cancellationToken)
    {
        var turn = Enter(jobId);
        try
        {
            await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await write().ConfigureAwait(false);
            }
            finally
            {
                turn.Release();
            }
        }
        finally
        {
            Leave(jobId);
        }
    }

    private SemaphoreSlim Enter(Guid jobId)
    {
        lock (_gate)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_turns, jobId, out _);
            entry = (entry.Turn ?? new SemaphoreSlim(1), entry.Count + 1);
            return entry.Turn;
        }
    }

    private void Leave(Guid jobId)
    {
        lock (_gate)
        {
            var (turn, count) = _turns[jobId];
            if (count > 1)
            {
                _turns[jobId] = (turn, count - 1);
                return;
            }

            _turns.Remove(jobId);
            turn.Dispose();
        }
    }
}
