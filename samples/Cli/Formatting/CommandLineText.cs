namespace JobRunner.Cli.Formatting;

/// <summary>A command and its arguments as one would type them to a shell.</summary>
internal static class CommandLineText
{
    public static string Of(JobStatus job) => SafeText.OneLine(string.Join(' ', job.Arguments.Prepend(job.Command).Select(Quoted)));

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(IsPlain) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static bool IsPlain(char character) => char.IsLetterOrDigit(character) || "-_./=:,@%+".Contains(character, StringComparison.Ordinal);
}
