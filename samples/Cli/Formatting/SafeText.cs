using System.Text;

namespace JobRunner.Cli.Formatting;

/// <summary>Text of others for a person's terminal: what a job is called must not move a cursor or change a title.</summary>
internal static class SafeText
{
    private const char Shown = '\u00B7';

    /// <summary>Line breaks become spaces, other control characters dots.</summary>
    public static string OneLine(string text)
    {
        if (!text.Any(IsUnsafe))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length);
        foreach (var character in text.TrimEnd())
        {
            var isBreak = character is '\n' or '\r' or '\t';
            if (isBreak && safe.Length > 0 && safe[^1] == ' ')
            {
                continue;
            }

            safe.Append(isBreak ? ' ' : IsUnsafe(character) ? Shown : character);
        }

        return safe.ToString();
    }

    // Besides the control characters those that turn the direction of text around.
    private static bool IsUnsafe(char character) =>
        char.IsControl(character) || character is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
