using JobRunner.Http.Access;
using JobRunner.Http.Wire;

namespace JobRunner.Http.Endpoints;

/// <summary><c>POST /jobs/{id}/signal</c>: sends a signal to a job.</summary>
internal static class SignalEndpoint
{
    public static async Task HandleAsync(JobsRequest request)
    {
        _ = new Query(request.Http);
        var body = await request.ReadBodyAsync().ConfigureAwait(false);
        var signal = RequestBody.Parse(body, WireJson.Default.SignalRequest).Signal;
        var status = await request.FindJobAsync().ConfigureAwait(false);
        await InvalidRequestException.IfRefusedAsync(() => request.Jobs.SignalAsync(status.Id, signal, request.Aborted)).ConfigureAwait(false);
        await Answer.NothingAsync(request).ConfigureAwait(false);
    }
}
