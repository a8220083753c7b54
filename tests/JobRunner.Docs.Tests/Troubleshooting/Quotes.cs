using System.Text.RegularExpressions;
using JobRunner.Docs.Tests.Documents;
using NUnit.Framework;

namespace JobRunner.Docs.Tests.Troubleshooting;

/// <summary>Holds what docs/troubleshooting.md quotes against what was really said.</summary>
internal static class Quotes
{
    public const string Document = "docs/troubleshooting.md";

    // Stands for names and numbers.
    private const string Anything = "…";

    /// <summary>Each quote is part of something that was said, and for all that was said there is a quote.</summary>
    public static void AreWhatIsSaid(string heading, IReadOnlyCollection<string> messages)
    {
        var quotes = Section.FirstCells(Document, heading);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(quotes.Where(quote => !messages.Any(message => IsIn(message, quote))), Is.Empty, $"Nobody says this, but:\n{string.Join('\n', messages)}\n");
            Assert.That(messages.Where(message => !quotes.Any(quote => IsIn(message, quote))), Is.Empty, "The document doesn't say what to do about this.");
        }
    }

    private static bool IsIn(string message, string quote) =>
        Regex.IsMatch(message, Regex.Escape(quote).Replace(Anything, ".+", StringComparison.Ordinal));
}
