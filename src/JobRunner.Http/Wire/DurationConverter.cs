using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobRunner.Http.Wire;

/// <summary>Durations as <c>00:00:05</c> and nothing else: .NET's own reader takes <c>"5"</c> too, for five days, which nobody means who writes it.</summary>
internal sealed class DurationConverter : JsonConverter<TimeSpan>
{
    private const string Format = "c";

    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
        && reader.GetString() is { } text
        && text.Count(character => character == ':') == 2
        && TimeSpan.TryParseExact(text, Format, CultureInfo.InvariantCulture, out var duration)
            ? duration
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(Format, CultureInfo.InvariantCulture));
}
