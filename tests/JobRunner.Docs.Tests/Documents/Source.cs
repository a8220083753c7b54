using JobRunner.Tests.Support;

namespace JobRunner.Docs.Tests.Documents;

/// <summary>A piece of C# that is compiled and run here, and shown in a document.</summary>
/// <param name="Name">What it is called beside its beginning and its end.</param>
/// <param name="Text">As documents show it: without the indentation of its surroundings.</param>
internal sealed record Source(string Name, string Text)
{
    private const string Prefix = "// docs: ";
    private const string Begins = " begins";
    private const string Ends = " ends";

    // Shown whole.
    private static readonly string[] Programs = ["tests/JobRunner.Docs.Program/Program.cs", "tests/JobRunner.Docs.Server/Program.cs"];

    public static IReadOnlyList<Source> All { get; } =
    [
        .. Programs.Select(file => new Source(file, File.ReadAllText(Repository.PathOf(file)).TrimEnd('\n'))),
        .. Directory.EnumerateFiles(Repository.PathOf("tests/JobRunner.Docs.Tests/Snippets"), "*.cs").SelectMany(file => In(File.ReadAllLines(file))),
    ];

    public override string ToString() => Name;

    /// <exception cref="FormatException">What begins doesn't end.</exception>
    private static IEnumerable<Source> In(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            var marker = lines[i].Trim();
            if (marker.StartsWith(Prefix, StringComparison.Ordinal) && marker.EndsWith(Begins, StringComparison.Ordinal))
            {
                var name = marker[Prefix.Length..^Begins.Length];
                var end = Array.FindIndex(lines, i, line => line.Trim() == Prefix + name + Ends);
                yield return end > i ? new(name, Outdented(lines[(i + 1)..end])) : throw new FormatException($"'{name}' has no end.");
            }
        }
    }

    private static string Outdented(string[] lines)
    {
        var indentation = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length == 0 ? line : line[indentation..]));
    }
}
