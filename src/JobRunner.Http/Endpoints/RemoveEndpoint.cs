using JobRunner.Http.Access;
using JobRunner.Http.Wire;

namespace JobRunner.Http.Endpoints;

/// <summary><c>DELETE /jobs/{id}</c>: forgets a finished job.</summary>
internal static class RemoveEndpoint
{
    public static async Task HandleAsync(JobsRequest request)
    {
        _ = new Query(request.Http);
        var status = await request.FindJobAsync().ConfigureAwait(false);
        await request.Jobs.RemoveAsync(status.Id, request.Aborted).ConfigureAwait(false);
        await Answer.NothingAsync(request).ConfigureAwait(false);
    }
}
