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
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task end = request.Jobs.WaitAsync(jobId, over.Token);
        try
        {
            for (var hasMore = true; hasMore;)
            {
                hasMore = await CopyNextAsync(request, jobId, end, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await end.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Whether there may be more.</returns>
    private static async Task<bool> CopyNextAsync(JobsRequest request, Guid jobId, Task end, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(request, end, cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var piece in read.Buffer)
            {
                await request.Jobs.WriteInputAsync(jobId, piece, cancellationToken).ConfigureAwait(false);
            }

            if (read.IsCanceled)
            {
                // The job takes no more, and says so.
                await request.Jobs.WriteInputAsync(jobId, default, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            // Also what a job refused: the rest can't be read away otherwise, and the answer would be lost with the connection.
            request.Http.BodyReader.AdvanceTo(read.Buffer.End);
        }

        return !read.IsCompleted;
    }

    /// <returns>Cancelled if the job ends before anything comes: who has nothing to send at the moment would not hear of it.</returns>
    private static async Task<ReadResult> ReadAsync(JobsRequest request, Task end, CancellationToken cancellationToken)
    {
        var body = request.Http.BodyReader;
        try
        {
            var reading = body.ReadAsync(cancellationToken).AsTask();
            await Task.WhenAny(reading, end).ConfigureAwait(false);
            if (!reading.IsCompleted)
            {
                body.CancelPendingRead();
            }

            return await reading.ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw RequestBody.FaultOf(e, nameof(request.Options.MaxInputBytes), request.Options.MaxInputBytes);
        }
    }
}
