using JobRunner.Http.Client.Wire;
using JobRunner.Http.Wire;

namespace JobRunner.Http.Client.Calls;

/// <summary>A stop. The server answers when the job has ended, which may take longer than any connection should be trusted for: so it is asked again, as the earliest deadline counts.</summary>
internal sealed class StopCall(ServerConnection server, Guid jobId, TimeSpan? gracePeriod)
{
    private readonly Call _stop = new(HttpMethod.Post, server.Addresses.Job(jobId, "/stop"))
    {
        Content = JsonBytes.Of(new StopRequest { GracePeriod = gracePeriod }, ClientJson.Default.StopRequest),
        JobId = jobId,
        Argument = nameof(gracePeriod),

        // By the limit below alone.
        IsUnlimited = true,
    };

    private readonly Call _query = new(HttpMethod.Get, server.Addresses.Job(jobId)) { JobId = jobId };

    public async Task<JobStatus> RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using var limits = server.NewLimits(cancellationToken);
            limits.Expect(server.Options.AnswerTimeout);
            try
            {
                return await server.GetStatusAsync(_stop, limits.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (limits.Explain(e) is TimeoutException)
            {
                // Is it the job that takes its time, or is the server gone?
                var status = await server.GetStatusAsync(_query, cancellationToken).ConfigureAwait(false);
                if (status.IsFinished)
                {
                    return status;
                }
            }
            catch (OperationCanceledException e)
            {
                throw limits.Explain(e);
            }
        }
    }
}
