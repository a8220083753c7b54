using JobRunner.Http.Client.Connecting;

namespace JobRunner.Http.Client.Calls;

/// <summary>A removal. Where the answer to a try was lost, and the next finds no such job, it was the first that removed it.</summary>
internal sealed class RemoveCall(ServerConnection server, Guid jobId)
{
    private bool _mayHaveArrived;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var call = new Call(HttpMethod.Delete, server.Addresses.Job(jobId)) { JobId = jobId };
        try
        {
            await server.SendAsync(call with { Failed = NoteFailure }, cancellationToken).ConfigureAwait(false);
        }
        catch (JobNotFoundException) when (_mayHaveArrived)
        {
            // That is what was wanted.
        }
    }

    private void NoteFailure(ConnectionFault fault) => _mayHaveArrived |= !fault.IsBeforeRequest;
}
