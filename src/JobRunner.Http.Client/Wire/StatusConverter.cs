using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobRunner.Http.Client.Wire;

/// <summary>Reads a <see cref="JobStatus"/> wherever it stands in an answer.</summary>
internal sealed class StatusConverter : JsonConverter<JobStatus>
{
    public override JobStatus? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, ClientJson.Default.StatusMessage)?.ToStatus();

    public override void Write(Utf8JsonWriter writer, JobStatus value, JsonSerializerOptions options) =>
        throw new NotSupportedException("A client sends no status.");
}
