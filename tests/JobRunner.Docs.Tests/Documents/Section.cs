using System.Text.RegularExpressions;

namespace JobRunner.Docs.Tests.Documents;

/// <summary>What stands below a heading of a document.</summary>
internal static partial class Section
{
    /// <summary>The first cells of its table's rows, without the quotes of what is quoted.</summary>
    public static IReadOnlyList<string> FirstCells(string document, string heading) => [.. Rows(document, heading).Select(row => row[0].Trim('`'))];

    /// <summary>Its table's rows by cells, without the two at its head.</summary>
    public static IReadOnlyList<string[]> Rows(string document, string heading)
    {
        var rows = Document.Of(document).Lines
            .SkipWhile(line => line != $"## {heading}").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(2)
            .Select(line => Cell().Matches(line).Select(match => match.Groups["cell"].Value.Trim()).ToArray())
            .ToArray();
        return rows.Length > 0 ? rows : throw new InvalidOperationException($"{document} has no table below '{heading}'.");
    }

    // What is quoted may hold a bar.
    [GeneratedRegex(@"\|(?<cell>(?:`[^`]*`|[^|`])+)(?=\|)")]
    private static partial Regex Cell();
}
