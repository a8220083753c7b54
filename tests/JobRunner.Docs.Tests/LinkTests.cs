using System.Text.RegularExpressions;
using JobRunner.Docs.Tests.Documents;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Docs.Tests;

/// <summary>What documents point to is there.</summary>
public sealed partial class LinkTests
{
    // As README's table has them: Class.Method, without parameters.
    private static readonly ILookup<string, string> TestFiles =
        Directory.EnumerateFiles(Repository.PathOf("tests"), "*Tests.cs", SearchOption.AllDirectories).ToLookup(Path.GetFileNameWithoutExtension)!;

    private static IEnumerable<Document> Documents => Document.WithLinks;

    [TestCaseSource(nameof(Documents))]
    public void Links_lead_to_files_and_headings(object document)
    {
        var from = (Document)document;
        foreach (Match link in Link().Matches(string.Join('\n', from.Lines)))
        {
            var (path, heading) = (link.Groups["path"].Value, link.Groups["heading"].Value);
            var target = path.Length == 0 ? from.Path : Path.GetRelativePath(Repository.PathOf("."), Path.Combine(Path.GetDirectoryName(Repository.PathOf(from.Path))!, path));
            var file = Repository.PathOf(target);
            Assert.That(Path.Exists(file), $"{from} points to {path}, which is not there");
            if (heading.Length > 0)
            {
                Assert.That(File.ReadLines(file).Where(line => line.StartsWith('#')).Select(AnchorOf), Has.Member(heading), $"{from} points to {target}#{heading}");
            }
        }
    }

    [Test]
    public void README_leads_to_each_page_and_to_each_sample() => Assert.That(
        Link().Matches(string.Join('\n', Document.Of("README.md").Lines)).Select(link => link.Groups["path"].Value),
        Is.SupersetOf(Document.All.Skip(1).Select(document => document.Path).Concat(Document.SampleReadmes)));

    [Test]
    public void Tests_that_README_names_are_there()
    {
        var names = TestName().Matches(string.Join('\n', Document.Of("README.md").Lines));
        Assert.That(names, Has.Count.GreaterThan(10));
        foreach (Match name in names)
        {
            Assert.That(
                TestFiles[name.Groups["class"].Value].Any(file => File.ReadAllText(file).Contains($" {name.Groups["method"].Value}(", StringComparison.Ordinal)), $"There is no test {name.Value}");
        }
    }

    private static string AnchorOf(string heading) =>
        string.Concat(heading.TrimStart('#', ' ').ToLowerInvariant().Where(character => char.IsLetterOrDigit(character) || character is ' ' or '-')).Replace(' ', '-');

    [GeneratedRegex(@"\]\((?!https?:)(?<path>[^)#]*)(#(?<heading>[^)]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?<class>[A-Za-z]+Tests)\.(?<method>\w+)`")]
    private static partial Regex TestName();
}
