using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobRunner.Http.Wire;

/// <summary>
/// A signal by its name alone. .NET's own reader takes numbers too, which are the enumeration's and not the system's (1 would be SIGINT), and several names with
/// commas, which would be another signal.
/// </summary>
internal sealed class SignalNameConverter : JsonConverter<JobSignal>
{
    public override JobSignal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
        && reader.GetString() is { } name
        && Enum.TryParse<JobSignal>(name, out var signal)
        && Enum.GetName(signal) == name
            ? signal
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, JobSignal value, JsonSerializerOptions options) => writer.WriteStringValue(Enum.GetName(value));
}
