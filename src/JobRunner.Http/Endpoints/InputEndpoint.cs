using System.IO.Pipelines;
using JobRunner.Http.Access;
using JobRunner.Http.Wire;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace JobRunner.Http.Endpoints;

/// <summary><c>POST /jobs/{id}/input</c>: passes the body on to a job as it comes, and with <c>?eof=true</c> ends the job's input behind it.</summary>
internal static class InputEndpoint
{
    public static async Task HandleAsync(JobsRequest request)
    {
        var ends = new Query(request.Http, "eof").Flag("eof") ?? false;
        var status = await request.FindJobAsync().ConfigureAwait(false);
        RequestBody.Limit(request.Http, request.Options.MaxInputBytes);

        // Who types may take a break.
        request.Context.Features.Get<IHttpMinRequestBodyDataRateFeature>()?.MinDataRate = null;
        using var lease = request.Follow(status);
        if (!ends)
        {
            // Who can't write is told before the body comes, and also where there is none.
            await request.Jobs.WriteInputAsync(status.Id, default, lease.Token).ConfigureAwait(false);
        }

        await CopyAsync(request, status.Id, lease.Token).ConfigureAwait(false);
        if (ends)
        {
            await request.Jobs.CloseInputAsync(status.Id, lease.Token).ConfigureAwait(false);
        }

        await Answer.NothingAsync(request).ConfigureAwait(false);
    }

    private static async Task CopyAsync(JobsRequest request, Guid jobId, CancellationToken cancellationToken)
    {
        var body = request.Http.BodyReader;
        ReadResult read;
        do
        {
            read = await ReadAsync(request, cancellationToken).ConfigureAwait(false);
            try
            {
                foreach (var piece in read.Buffer)
                {
                    await request.Jobs.WriteInputAsync(jobId, piece, cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                // Also what a job refused: the rest can't be read away otherwise, and the answer would be lost with the connection.
                body.AdvanceTo(read.Buffer.End);
            }
        }
        while (!read.IsCompleted);
    }

    private static async Task<ReadResult> ReadAsync(JobsRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.Http.BodyReader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw RequestBody.FaultOf(e, nameof(request.Options.MaxInputBytes), request.Options.MaxInputBytes);
        }
    }
}
