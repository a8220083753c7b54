using JobRunner.Http.Access;
using JobRunner.Http.Wire;

namespace JobRunner.Http.Endpoints;

/// <summary><c>POST /jobs/{id}/input</c>: passes the body on to a job as it comes, and with <c>?eof=true</c> ends the job's input behind it.</summary>
internal static class InputEndpoint
{
    public static async Task HandleAsync(JobsRequest request)
    {
        var ends = new Query(request.Http, "eof").Flag("eof") ?? false;
        var status = await request.FindJobAsync().ConfigureAwait(false);
        RequestBody.Limit(request.Http, request.Options.MaxInputBytes);

        // A job that doesn't read would hold up the host's stop.
        using var lease = request.Follow(status);
        var body = request.Http.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(lease.Token).ConfigureAwait(false);
            try
            {
                foreach (var piece in read.Buffer)
                {
                    await request.Jobs.WriteInputAsync(status.Id, piece, lease.Token).ConfigureAwait(false);
                }
            }
            finally
            {
                // Also what a job refused: the rest can't be read away otherwise, and the answer would be lost with the connection.
                body.AdvanceTo(read.Buffer.End);
            }

            if (read.IsCompleted)
            {
                break;
            }
        }

        if (ends)
        {
            await request.Jobs.CloseInputAsync(status.Id, lease.Token).ConfigureAwait(false);
        }

        await Answer.NothingAsync(request).ConfigureAwait(false);
    }
}
