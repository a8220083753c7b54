using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JobRunner.Http.Wire;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Streaming;

/// <summary>Writes server-sent events. JSON without indentation holds no line break, whatever is in it, so that nothing breaks the framing.</summary>
// Each looks first whether it may: what is written would go out with the stream's end.
internal sealed class EventWriter(HttpResponse response)
{
    public const string ContentType = "text/event-stream";

    private readonly PipeWriter _body = response.BodyWriter;

    /// <summary>Tells the client at once that the stream is open.</summary>
    public ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        return response.BeginAsync(cancellationToken);
    }

    public ValueTask WriteOutputAsync(in OutputChunk chunk, CancellationToken cancellationToken) => WriteAsync(
        "output"u8,
        new OutputEvent { Source = chunk.Source, Offset = chunk.Offset, Skipped = chunk.Skipped, Timestamp = chunk.Timestamp, Data = chunk.Data },
        WireJson.Default.OutputEvent,
        chunk.Offset + chunk.Data.Length,
        cancellationToken);

    public ValueTask WriteStateAsync(JobStatus status, CancellationToken cancellationToken) =>
        WriteAsync("state"u8, status, WireJson.Default.JobStatus, id: null, cancellationToken);

    public ValueTask WriteEndAsync(JobStatus status, CancellationToken cancellationToken) =>
        WriteAsync("end"u8, status, WireJson.Default.JobStatus, id: null, cancellationToken);

    /// <summary>An id without an event, which clients remember all the same: where the output begins that is to come.</summary>
    public ValueTask WriteStartAsync(long offset, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _body.Write("id: "u8);
        WriteNumber(offset);
        _body.Write("\n\n"u8);
        return response.SendAsync(cancellationToken);
    }

    /// <summary>Every job that there was when the stream began has been told: one that was not is there no more.</summary>
    public ValueTask WriteSnapshotEndAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _body.Write("event: snapshot-end\ndata: {}\n\n"u8);
        return response.SendAsync(cancellationToken);
    }

    /// <summary>A comment, which clients overlook: it shows them, and what is in between, that the stream lives.</summary>
    public ValueTask WriteHeartbeatAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _body.Write(":\n\n"u8);
        return response.SendAsync(cancellationToken);
    }

    private ValueTask WriteAsync<T>(ReadOnlySpan<byte> name, T data, JsonTypeInfo<T> type, long? id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _body.Write("event: "u8);
        _body.Write(name);
        if (id is { } number)
        {
            _body.Write("\nid: "u8);
            WriteNumber(number);
        }

        _body.Write("\ndata: "u8);
        using (var json = new Utf8JsonWriter(_body, new JsonWriterOptions { SkipValidation = true }))
        {
            JsonSerializer.Serialize(json, data, type);
        }

        _body.Write("\n\n"u8);
        return response.SendAsync(cancellationToken);
    }

    private void WriteNumber(long number)
    {
        var room = _body.GetSpan(20);
        number.TryFormat(room, out var count, provider: System.Globalization.CultureInfo.InvariantCulture);
        _body.Advance(count);
    }
}
