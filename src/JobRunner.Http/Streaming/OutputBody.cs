using System.Globalization;
using JobRunner.Http.Access;
using JobRunner.Http.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace JobRunner.Http.Streaming;

/// <summary>A job's output as the body of a response: raw bytes, written from the log's own memory. What can't be whole is broken off, never ended.</summary>
internal sealed class OutputBody(JobsRequest request, JobStatus status, OutputReadOptions options)
{
    /// <summary>The offset of the body's first byte, where that isn't what was asked for because older bytes are no longer kept.</summary>
    public const string FirstOffsetHeader = "Job-Output-First-Offset";

    private const string ContentType = "application/octet-stream";

    private HttpResponse Response => request.Context.Response;

    private bool IsHead => HttpMethods.IsHead(request.Context.Request.Method);

    private EntityTagHeaderValue Tag => new($"\"{status.Id:N}\"");

    // Then it is known before the body how long that is.
    private bool IsFixed => status.IsFinished && options.Sources == OutputSources.All;

    // A thing of which parts can be asked for.
    // Not where the beginning is dropped: of what offset its bytes are depends on when it is asked for.
    private bool IsWhole => IsFixed && status.OutputStart == 0 && options is { From: null, TailBytes: null, TailLines: null };

    public async Task WriteAsync()
    {
        Response.ContentType = ContentType;
        Response.Headers.CacheControl = "no-store";
        var range = IsWhole ? RangeOf(Tag) : null;
        using var lease = request.Follow(status);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(lease.Token);
        var part = range is { From: var from } ? options with { From = from } : options;
        var reader = request.Jobs.ReadPassing(status.Id, part, over.Token).GetAsyncEnumerator(CancellationToken.None);
        var next = reader.MoveNextAsync().AsTask();
        try
        {
            // What is there at once says how the body begins. Of a finished job that is all there will be.
            var hasBegun = (IsFixed || next.IsCompleted) && await next.ConfigureAwait(false);
            Describe(range, hasBegun ? reader.Current : null);

            // The client is to know at once that its job is followed, also if there is nothing yet.
            request.Done(Response.StatusCode);
            await Response.BeginAsync(lease.Token).ConfigureAwait(false);
            var left = IsHead ? 0 : Response.ContentLength ?? long.MaxValue;
            for (var isTold = hasBegun; left > 0 && await next.ConfigureAwait(false); isTold = false, next = reader.MoveNextAsync().AsTask())
            {
                var chunk = reader.Current;
                if (chunk.Skipped > 0 && !isTold)
                {
                    throw new RangeNotKeptException($"The output has a gap of {chunk.Skipped} bytes before offset {chunk.Offset}.");
                }

                var data = chunk.Data.Length <= left ? chunk.Data : chunk.Data[..(int)left];
                await Response.SendAsync(data, lease.Token).ConfigureAwait(false);
                left -= data.Length;
            }
        }
        finally
        {
            // Nobody lets go of a reader that is still reading.
            await over.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await reader.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <returns>Null: all of it is asked for.</returns>
    private (long From, long To)? RangeOf(EntityTagHeaderValue tag)
    {
        var headers = request.Context.Request.GetTypedHeaders();
        if (IsHead
            || headers.Range is not { Ranges: { Count: 1 } ranges } header
            || header.Unit != "bytes"
            || (headers.IfRange is { } condition && condition.EntityTag?.Compare(tag, useStrongComparison: true) != true))
        {
            return null;
        }

        var (from, to) = ranges.Single() switch
        {
            { From: { } first } range => (first, Math.Min(range.To ?? long.MaxValue, status.OutputBytes - 1)),
            { To: { } last } => (Math.Max(status.OutputBytes - last, status.OutputStart), status.OutputBytes - 1),
            _ => (0, status.OutputBytes - 1),
        };

        // An empty range, of nothing or of the last nothing, can't be satisfied.
        return from > to ? (status.OutputBytes, status.OutputBytes) : (from, to);
    }

    /// <summary>Says before the body what it will be.</summary>
    /// <param name="range">What part of the whole was asked for; null: none.</param>
    /// <param name="first">How it begins; null: that isn't known yet, or there is nothing.</param>
    private void Describe((long From, long To)? range, OutputChunk? first)
    {
        // It may have been dropped since.
        if (IsWhole && first is not { Skipped: > 0 })
        {
            Response.Headers.AcceptRanges = "bytes";
            Response.Headers.ETag = Tag.ToString();
        }

        if (range is { } part)
        {
            if (first is not { Skipped: 0 })
            {
                throw new RangeNotKeptException($"The output has {status.OutputBytes} bytes, and none of them is kept at {part.From}.") { Length = status.OutputBytes };
            }

            Response.StatusCode = StatusCodes.Status206PartialContent;
            Response.Headers.ContentRange = new ContentRangeHeaderValue(part.From, part.To, status.OutputBytes).ToString();
            Response.ContentLength = part.To - part.From + 1;
            return;
        }

        if (first is { Skipped: > 0 } behindGap)
        {
            Response.Headers[FirstOffsetHeader] = behindGap.Offset.ToString(CultureInfo.InvariantCulture);
        }

        if (IsFixed)
        {
            Response.ContentLength = status.OutputBytes - (first?.Offset ?? status.OutputBytes);
        }
    }
}
