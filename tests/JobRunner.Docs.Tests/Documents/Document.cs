using JobRunner.Tests.Support;

namespace JobRunner.Docs.Tests.Documents;

/// <summary>A document for users.</summary>
internal sealed class Document
{
    private const string Fence = "```";

    private Document(string path)
    {
        Path = path;
        Lines = File.ReadAllLines(Repository.PathOf(path));
    }

    /// <summary>README and all of docs.</summary>
    public static IReadOnlyList<Document> All { get; } = [.. PathsOfAll().Select(path => new Document(path))];

    /// <summary>Those, and what else may point to files.</summary>
    public static IEnumerable<Document> WithLinks =>
        All.Concat(new[] { "ARCHITECTURE.md", "CHANGELOG.md", "SECURITY.md", "benchmarks/JobRunner.Benchmarks/README.md" }.Concat(SampleReadmes).Select(path => new Document(path)));

    /// <summary>One for each sample, there or not.</summary>
    public static IEnumerable<string> SampleReadmes =>
        Directory.EnumerateDirectories(Repository.PathOf("samples")).Select(folder => $"samples/{System.IO.Path.GetFileName(folder)}/README.md").Order(StringComparer.Ordinal);

    /// <summary>In the repository.</summary>
    public string Path { get; }

    public IReadOnlyList<string> Lines { get; }

    public IEnumerable<Block> Blocks
    {
        get
        {
            for (var i = 0; i < Lines.Count; i++)
            {
                if (!Lines[i].StartsWith(Fence, StringComparison.Ordinal))
                {
                    continue;
                }

                var text = Lines.Skip(i + 1).TakeWhile(line => line != Fence).ToArray();
                yield return new(Path, i + 1, Lines[i][Fence.Length..], string.Join('\n', text));
                i += text.Length + 1;
            }
        }
    }

    public static Document Of(string path) => All.Single(document => document.Path == path);

    public static IEnumerable<Block> BlocksIn(string language) => All.SelectMany(document => document.Blocks).Where(block => block.Language == language);

    public override string ToString() => Path;

    private static IEnumerable<string> PathsOfAll() =>
        Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md").Select(file => $"docs/{System.IO.Path.GetFileName(file)}").Order(StringComparer.Ordinal).Prepend("README.md");
}
