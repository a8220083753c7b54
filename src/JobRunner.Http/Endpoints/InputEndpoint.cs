using JobRunner.Http.Access;
using JobRunner.Http.Wire;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Endpoints;

/// <summary><c>POST /jobs/{id}/input</c>: passes the body on to a job as it comes, and with <c>?eof=true</c> ends the job's input behind it.</summary>
internal static class InputEndpoint
{
    public static async Task HandleAsync(JobsRequest request)
    {
        var ends = new Query(request.Http, "eof").Flag("eof") ?? false;
        var status = await request.FindJobAsync().ConfigureAwait(false);
        RequestBody.Limit(request.Http, request.Options.MaxInputBytes);
        try
        {
            await CopyAsync(request, status.Id).ConfigureAwait(false);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw RequestBody.TooLarge(nameof(request.Options.MaxInputBytes), request.Options.MaxInputBytes);
        }

        if (ends)
        {
            await request.Jobs.CloseInputAsync(status.Id, request.Aborted).ConfigureAwait(false);
        }

        await Answer.NothingAsync(request).ConfigureAwait(false);
    }

    private static async Task CopyAsync(JobsRequest request, Guid jobId)
    {
        var body = request.Http.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(request.Aborted).ConfigureAwait(false);
            foreach (var piece in read.Buffer)
            {
                await request.Jobs.WriteInputAsync(jobId, piece, request.Aborted).ConfigureAwait(false);
            }

            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }
}
