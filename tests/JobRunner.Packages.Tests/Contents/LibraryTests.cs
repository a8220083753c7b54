using System.Text;
using NUnit.Framework;

namespace JobRunner.Packages.Tests.Contents;

/// <summary>What a library brings into a program.</summary>
public sealed class LibraryTests
{
    private static readonly string Own = $"JobRunner [{Feed.Version}]";

    [TestCase("JobRunner")]
    [TestCase("JobRunner.Http")]
    [TestCase("JobRunner.Http.Client")]
    public void It_is_one_assembly_with_its_documentation(string id)
    {
        using var package = Feed.Open(id);
        Assert.That(package.Files.Where(file => file.StartsWith("lib/", StringComparison.Ordinal)), Is.EquivalentTo([$"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml"]));
        Assert.That(Encoding.UTF8.GetString(package.Read($"lib/net10.0/{id}.xml")), Does.Contain("<summary>"));
    }

    [TestCase("JobRunner")]
    [TestCase("JobRunner.Http")]
    [TestCase("JobRunner.Http.Client")]
    public void It_can_be_debugged(string id)
    {
        using var symbols = Feed.OpenSymbols(id);
        Assert.That(symbols.Read($"lib/net10.0/{id}.pdb").AsSpan(0, 4).ToArray(), Is.EqualTo("BSJB"u8.ToArray()), "portable symbols");
    }

    [Test]
    public void The_core_depends_on_three_packages()
    {
        using var package = Feed.Open("JobRunner");
        Assert.That(package.Dependencies.Select(dependency => dependency.Split(' ')[0]), Is.EquivalentTo(
            ["CliWrap", "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging.Abstractions"]));
        Assert.That(package.FrameworkReferences, Is.Empty);
    }

    [Test]
    public void The_server_depends_on_its_own_version_of_the_core()
    {
        using var package = Feed.Open("JobRunner.Http");
        Assert.That(package.Dependencies, Has.Length.EqualTo(2).And.Member(Own).And.Some.StartsWith("Microsoft.AspNetCore.OpenApi "));
        Assert.That(package.FrameworkReferences, Is.EqualTo(["Microsoft.AspNetCore.App"]));
    }

    [Test]
    public void The_client_depends_on_its_own_version_of_the_core_alone()
    {
        using var package = Feed.Open("JobRunner.Http.Client");
        Assert.That(package.Dependencies, Is.EqualTo([Own]));
        Assert.That(package.FrameworkReferences, Is.Empty);
    }
}
