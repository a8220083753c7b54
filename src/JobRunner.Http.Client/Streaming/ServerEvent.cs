using System.Text.Json;
using JobRunner.Http.Client.Wire;

namespace JobRunner.Http.Client.Streaming;

/// <summary>An event.</summary>
/// <param name="Kind">What it tells.</param>
/// <param name="Chunk">The piece, of <see cref="EventKind.Output"/>.</param>
/// <param name="Status">The job, of <see cref="EventKind.State"/> and <see cref="EventKind.End"/>.</param>
internal readonly record struct ServerEvent(EventKind Kind, OutputChunk Chunk = default, JobStatus? Status = null)
{
    /// <exception cref="JsonException">It is not what its name says.</exception>
    public static ServerEvent Parse(string name, ReadOnlySpan<byte> data) => name switch
    {
        "output" => new(EventKind.Output, Chunk: ParseChunk(data)),
        "state" => new(EventKind.State, Status: ParseStatus(data)),
        "end" => new(EventKind.End, Status: ParseStatus(data)),
        "snapshot-end" => new(EventKind.SnapshotEnd),
        _ => new(EventKind.Unknown),
    };

    private static JobStatus ParseStatus(ReadOnlySpan<byte> data) =>
        JsonSerializer.Deserialize(data, ClientJson.Default.JobStatus) ?? throw new JsonException("null");

    private static OutputChunk ParseChunk(ReadOnlySpan<byte> data)
    {
        var output = JsonSerializer.Deserialize(data, ClientJson.Default.OutputEvent) ?? throw new JsonException("null");
        return new OutputChunk { Source = output.Source, Offset = output.Offset, Skipped = output.Skipped, Timestamp = output.Timestamp, Data = output.Data };
    }
}
