using JobRunner.Http.Access;
using JobRunner.Http.Wire;

namespace JobRunner.Http.Endpoints;

/// <summary><c>POST /jobs/{id}/stop</c>: stops a job and answers when it has ended.</summary>
internal static class StopEndpoint
{
    public static async Task HandleAsync(JobsRequest request)
    {
        _ = new Query(request.Http);
        var body = await request.ReadBodyAsync().ConfigureAwait(false);
        var stop = body.Length == 0 ? new StopRequest() : RequestBody.Parse(body, WireJson.Default.StopRequest);
        var status = await request.FindJobAsync().ConfigureAwait(false);

        // What ends with the caller's right, or with the host, is the wait: the stop goes on.
        using var lease = request.Follow(status, isCounted: false);
        var grace = SpecRules.GraceFor(stop.GracePeriod, request.Options);
        status = await InvalidRequestException.IfRefusedAsync(() => request.Jobs.StopAsync(status.Id, grace, lease.Token)).ConfigureAwait(false);
        await Answer.StatusAsync(request, status).ConfigureAwait(false);
    }
}
