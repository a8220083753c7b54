using System.Reflection;
using JobRunner.Docs.Tests.Documents;
using NUnit.Framework;

namespace JobRunner.Docs.Tests.Shell;

/// <summary>Every shell block of a document is run by a fixture, or has a reason why not.</summary>
public sealed class ShellBlockTests
{
    [Test]
    public void Each_document_with_blocks_to_be_run_has_a_fixture()
    {
        var documents = Document.BlocksIn("sh").Where(block => !NotRun.Names(block)).Select(block => block.Document).Distinct();
        var fixtures = typeof(ShellBlockTests).Assembly.GetTypes().Select(type => type.GetCustomAttribute<RunsShellOfAttribute>()?.Document).OfType<string>();
        Assert.That(fixtures, Is.EquivalentTo(documents));
    }

    [Test]
    public void Each_reason_is_some_blocks()
    {
        foreach (var entry in NotRun.All)
        {
            Assert.That(Document.BlocksIn("sh").Count(block => NotRun.IsMeant(entry, block)), Is.EqualTo(1), $"{entry.Document}: {entry.Beginning}");
        }
    }

    [Test]
    public void Blocks_are_of_languages_that_are_looked_at() => Assert.That(
        Document.All.SelectMany(document => document.Blocks).Where(block => block.Language is not ("csharp" or "sh" or "json" or "text")),
        Is.Empty,
        "sh is run, csharp compiled, json used by a fixture; what is none of these is text");
}
