using JobRunner.Docs.Tests.Documents;
using NUnit.Framework;

namespace JobRunner.Docs.Tests;

/// <summary>Each block of C# in a document stands in Snippets too, where it is compiled and run; and nothing stands there that no document shows.</summary>
public sealed class SnippetTests
{
    private static IEnumerable<Block> Blocks => Document.BlocksIn("csharp");

    private static IEnumerable<Source> Sources => Source.All;

    [TestCaseSource(nameof(Blocks))]
    public void A_block_has_a_source(object block) =>
        Assert.That(Source.All.Select(source => source.Text), Has.Member(((Block)block).Text), $"{block} is in no file of Snippets, or reads otherwise there.");

    [TestCaseSource(nameof(Sources))]
    public void A_source_is_shown(object source) =>
        Assert.That(Blocks.Select(block => block.Text), Has.Member(((Source)source).Text), $"No document shows '{source}' as it is.");

    [Test]
    public void Names_are_used_once() => Assert.That(Source.All.Select(source => source.Name), Is.Unique);
}
