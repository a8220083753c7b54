using System.CommandLine;

namespace JobRunner.Cli.CommandLine;

/// <summary>The option <c>-o</c>.</summary>
internal static class FormatOption
{
    public static Option<OutputFormat> New()
    {
        var option = new Option<OutputFormat>("--output", "-o")
        {
            HelpName = "FORMAT",
            Description = "table, json or ndjson (a job in each line)",
            CustomParser = result =>
            {
                var text = result.Tokens[^1].Value;
                if (EnumValue.Find<OutputFormat>(text) is { } format)
                {
                    return format;
                }

                result.AddError($"'{text}' is no format; there are table, json and ndjson");
                return default;
            },
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add("table", "json", "ndjson");
        return option;
    }
}
