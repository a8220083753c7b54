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

    // Only then it is a thing of a fixed size, of which parts can be asked for.
    private bool IsFixed => status.IsFinished && options is { Sources: OutputSources.All, TailLines: null };

    private bool IsWhole => IsFixed && options is { From: null, TailBytes: null };

    private long Start => Math.Min(
        Math.Max(options.From ?? (options.TailBytes is { } tail ? status.OutputBytes - tail : 0), 0), status.OutputBytes);

    public async Task WriteAsync()
    {
        Response.ContentType = ContentType;
        Response.Headers.CacheControl = "no-store";
        if (!IsWhole)
        {
            await WriteAsync(options, IsFixed ? status.OutputBytes - Math.Max(Start, status.OutputStart) : null).ConfigureAwait(false);
            return;
        }

        var tag = new EntityTagHeaderValue($"\"{status.Id:N}\"");
        Response.Headers.AcceptRanges = "bytes";
        Response.Headers.ETag = tag.ToString();
        if (RangeOf(tag) is not { } range)
        {
            await WriteAsync(options, status.OutputBytes - status.OutputStart).ConfigureAwait(false);
            return;
        }

        if (range.From >= status.OutputBytes || range.From < status.OutputStart)
        {
            Response.Headers.ContentRange = new ContentRangeHeaderValue(status.OutputBytes).ToString();
            throw new RangeNotKeptException(
                $"The output is kept from offset {status.OutputStart} to {status.OutputBytes}; {range.From} was asked for.");
        }

        Response.StatusCode = StatusCodes.Status206PartialContent;
        Response.Headers.ContentRange = new ContentRangeHeaderValue(range.From, range.To, status.OutputBytes).ToString();
        await WriteAsync(options with { From = range.From }, range.To - range.From + 1).ConfigureAwait(false);
    }

    /// <returns>Null: all of it is asked for.</returns>
    private (long From, long To)? RangeOf(EntityTagHeaderValue tag)
    {
        var headers = request.Context.Request.GetTypedHeaders();
        if (headers.Range is not { Ranges: { Count: 1 } ranges } header
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

    /// <param name="part">What to read.</param>
    /// <param name="length">How many bytes of it; null: as many as there will be.</param>
    private async Task WriteAsync(OutputReadOptions part, long? length)
    {
        Response.ContentLength = length;
        if (HttpMethods.IsHead(request.Context.Request.Method))
        {
            TellOfStart(status.OutputStart > Start ? status.OutputStart : null);
            request.Done(Response.StatusCode);
            return;
        }

        using var lease = request.Follow(status);
        var reader = request.Jobs.ReadPassing(status.Id, part, lease.Token).GetAsyncEnumerator(CancellationToken.None);
        await using (reader.ConfigureAwait(false))
        {
            await CopyAsync(reader, length ?? long.MaxValue, lease.Token).ConfigureAwait(false);
        }
    }

    private async Task CopyAsync(IAsyncEnumerator<OutputChunk> reader, long left, CancellationToken cancellationToken)
    {
        var next = reader.MoveNextAsync().AsTask();
        if (next.IsCompletedSuccessfully && await next.ConfigureAwait(false) && reader.Current is { Skipped: > 0 } first)
        {
            TellOfStart(first.Offset);
        }

        // The client is to know at once that its job is followed, also if there is nothing yet.
        // StartAsync() would leave that in a buffer.
        request.Done(Response.StatusCode);
        await Response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
        for (var hasNext = await next.ConfigureAwait(false);
            hasNext && left > 0;
            hasNext = left > 0 && await reader.MoveNextAsync().ConfigureAwait(false))
        {
            var chunk = reader.Current;
            if (chunk.Skipped > 0 && !_hasToldOfStart)
            {
                throw new RangeNotKeptException($"The output has a gap of {chunk.Skipped} bytes before offset {chunk.Offset}.");
            }

            _hasToldOfStart = false;
            var data = chunk.Data.Length <= left ? chunk.Data : chunk.Data[..(int)left];
            await Response.Body.WriteAsync(data, cancellationToken).ConfigureAwait(false);
            left -= data.Length;
        }
    }

    // Holds for the first chunk alone.
    private bool _hasToldOfStart;

    private void TellOfStart(long? offset)
    {
        if (offset is { } first)
        {
            Response.Headers[FirstOffsetHeader] = first.ToString(System.Globalization.CultureInfo.InvariantCulture);
            _hasToldOfStart = true;
        }
    }
}
