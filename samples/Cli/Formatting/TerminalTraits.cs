using System.Globalization;

namespace JobRunner.Cli.Formatting;

/// <summary>What a stream can show.</summary>
/// <param name="IsTerminal">Whether a person reads it as it comes.</param>
/// <param name="HasColour">Whether colours are understood, and wanted: see no-color.org.</param>
/// <param name="CanRedraw">Whether the cursor can be moved back.</param>
/// <param name="Size">How wide and high it is now.</param>
internal sealed record TerminalTraits(bool IsTerminal, bool HasColour, bool CanRedraw, Func<(int Width, int Height)> Size)
{
    private const int UsualWidth = 80;
    private const int UsualHeight = 24;

    public static TerminalTraits Of(bool isTerminal, Func<string, string?> variable, Func<(int Width, int Height)?> size)
    {
        var isDumb = variable("TERM") is null or "dumb" && !OperatingSystem.IsWindows();
        var hasColour = isTerminal && !isDumb && variable("NO_COLOR") is null;
        return new(isTerminal, hasColour, isTerminal && !isDumb, () => size() ?? (WidthOf(variable("COLUMNS")), UsualHeight));
    }

    private static int WidthOf(string? columns) =>
        int.TryParse(columns, NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width > 0 ? width : UsualWidth;
}
