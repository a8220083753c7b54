using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using JobRunner.Cli.Connection;

namespace JobRunner.Cli.Formatting;

/// <summary>Answers for programs, named and spelt as on the wire.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(JobStatus))]
[JsonSerializable(typeof(IReadOnlyList<JobStatus>))]
[JsonSerializable(typeof(Identity))]
internal sealed partial class JobJson : JsonSerializerContext
{
    /// <summary>A value in a line.</summary>
    public static JobJson Compact { get; } = new(New(isIndented: false));

    /// <summary>For eyes too.</summary>
    public static JobJson Indented { get; } = new(New(isIndented: true));

    public static JobJson For(CommandLine.OutputFormat format) => format == CommandLine.OutputFormat.Json ? Indented : Compact;

    private static JsonSerializerOptions New(bool isIndented) => new(Default.Options)
    {
        WriteIndented = isIndented,

        // It goes into no web page: 'ä' and '<' may stay what they are. Control characters never do.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
