using System.Text;
using Spectre.Console;

namespace JobRunner.Cli.Formatting;

/// <summary>Text by the cells that it takes in a terminal, where a Chinese character takes two.</summary>
internal static class CellText
{
    private const char Ellipsis = '…';

    public static int Width(string text) => text.GetCellWidth();

    /// <summary>As much of it as there is room for, with a mark where it was cut.</summary>
    /// <param name="text">One line.</param>
    /// <param name="room">How many cells; null: as many as it takes.</param>
    public static string Cut(string text, int? room)
    {
        if (room is not { } cells || Width(text) <= cells)
        {
            return text;
        }

        var cut = new StringBuilder();
        var used = 1;
        foreach (var rune in text.EnumerateRunes())
        {
            used += Width(rune.ToString());
            if (used > cells)
            {
                break;
            }

            cut.Append(rune);
        }

        return cut.Append(Ellipsis).ToString();
    }
}
