using System.Text.Encodings.Web;
using System.Text.Json;
using JobRunner.Cli.CommandLine;

namespace JobRunner.Cli.Formatting;

/// <summary>How answers for programs are written.</summary>
internal static class AnswerJson
{
    /// <summary>A value in a line.</summary>
    public static JobJson Compact { get; } = New(isIndented: false);

    /// <summary>For eyes too.</summary>
    public static JobJson Indented { get; } = New(isIndented: true);

    public static JobJson For(OutputFormat format) => format == OutputFormat.Json ? Indented : Compact;

    private static JobJson New(bool isIndented) => new(new JsonSerializerOptions(JobJson.Default.Options)
    {
        WriteIndented = isIndented,

        // It goes into no web page: 'ä' and '<' may stay what they are. Control characters never do.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
