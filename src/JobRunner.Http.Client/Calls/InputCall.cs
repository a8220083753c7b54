namespace JobRunner.Http.Client.Calls;

/// <summary>Writes to a job's input. Its server answers when the job's pipe has taken the data, however long that takes.</summary>
internal sealed class InputCall(ServerConnection server, Guid jobId)
{
    // Small enough for a server to take in while the job doesn't read: only then it sees that the caller has left, and only then its refusal comes through.
    private const int LargestPiece = 512 * 1024;

    public async Task WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        do
        {
            var piece = data[..Math.Min(data.Length, LargestPiece)];
            var call = new Call(HttpMethod.Post, server.Addresses.Job(jobId, "/input"))
            {
                Content = () => new ReadOnlyMemoryContent(piece),
                JobId = jobId,
                Argument = nameof(data),
                IsRepeatable = false,
                IsUnlimited = true,
                IsAlone = true,
            };
            await server.SendAsync(call, cancellationToken).ConfigureAwait(false);
            data = data[piece.Length..];
        }
        while (data.Length > 0);
    }

    public Task CloseAsync(CancellationToken cancellationToken) =>
        server.SendAsync(new Call(HttpMethod.Post, server.Addresses.Job(jobId, "/input?eof=true")) { JobId = jobId, IsUnlimited = true, IsAlone = true }, cancellationToken);
}
