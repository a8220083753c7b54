using JobRunner.Http.Access;
using JobRunner.Http.Wire;

namespace JobRunner.Http.Endpoints;

/// <summary><c>GET /jobs/{id}</c>: a job's status, at once or, with <c>?wait=30</c>, when it has finished or the seconds are over.</summary>
internal static class QueryEndpoint
{
    private const int LongestWait = 300;

    public static async Task HandleAsync(JobsRequest request)
    {
        var wait = new Query(request.Http, "wait").Number("wait", 0, LongestWait);
        var status = await request.FindJobAsync().ConfigureAwait(false);
        if (wait > 0 && !status.IsFinished)
        {
            status = await WaitAsync(request, status, TimeSpan.FromSeconds(wait.Value)).ConfigureAwait(false);
        }

        await Answer.StatusAsync(request, status).ConfigureAwait(false);
    }

    private static async Task<JobStatus> WaitAsync(JobsRequest request, JobStatus status, TimeSpan time)
    {
        using var lease = request.Follow(status);
        using var limit = new CancellationTokenSource(time, request.Time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(lease.Token, limit.Token);
        try
        {
            return await request.Jobs.WaitAsync(status.Id, over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !lease.Token.IsCancellationRequested)
        {
            return await request.Jobs.QueryAsync(status.Id, request.Aborted).ConfigureAwait(false);
        }
    }
}
