using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobRunner.Http.Wire;

/// <summary>Takes one of an enumeration's names. .NET's own would also take numbers, and several names at once, as if they were flags.</summary>
internal sealed class NamedConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    public static bool TryParse(string? text, out T value)
    {
        var index = Array.FindIndex(Enum.GetNames<T>(), name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        value = index < 0 ? default : Enum.GetValues<T>()[index];
        return index >= 0;
    }

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), out var value) ? value : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Enum.GetName(value));
}
