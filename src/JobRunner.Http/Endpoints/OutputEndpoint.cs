using JobRunner.Http.Access;
using JobRunner.Http.Streaming;
using JobRunner.Http.Wire;

namespace JobRunner.Http.Endpoints;

/// <summary><c>GET /jobs/{id}/output</c>, a job's output as bytes, and <c>GET /jobs/{id}/events</c>, as events.</summary>
internal static class OutputEndpoint
{
    public static async Task HandleAsync(JobsRequest request)
    {
        var options = OutputQuery.Of(request.Http);
        await new OutputBody(request, await request.FindJobAsync().ConfigureAwait(false), options).WriteAsync().ConfigureAwait(false);
    }

    public static async Task FollowAsync(JobsRequest request)
    {
        var options = JobEventStream.Resume(request.Http, OutputQuery.Of(request.Http));
        await new JobEventStream(request, await request.FindJobAsync().ConfigureAwait(false), options).WriteAsync().ConfigureAwait(false);
    }
}
