using System.Text.RegularExpressions;

namespace JobRunner.Docs.Tests.Documents;

/// <summary>What stands below a heading of a document.</summary>
internal static partial class Section
{
    /// <summary>The first cells of its table's rows, without the two at its head.</summary>
    public static IReadOnlyList<string> FirstCells(string document, string heading)
    {
        var cells = Document.Of(document).Lines
            .SkipWhile(line => line != $"## {heading}").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(2)
            .Select(line => FirstCell().Match(line).Groups["cell"].Value)
            .ToArray();
        return cells.Length > 0 ? cells : throw new InvalidOperationException($"{document} has no table below '{heading}'.");
    }

    // What is quoted may hold a bar.
    [GeneratedRegex(@"^\| (`(?<cell>[^`]+)`|(?<cell>[^|`]*?)) \|")]
    private static partial Regex FirstCell();
}
