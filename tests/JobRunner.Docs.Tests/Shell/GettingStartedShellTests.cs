using JobRunner.Docs.Tests.Documents;
using JobRunner.Packages.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Docs.Tests.Shell;

/// <summary>docs/getting-started.md's way from a clone to a program that runs.</summary>
[RunsShellOf(Page)]
[Parallelizable]
public sealed class GettingStartedShellTests
{
    private const string Page = "docs/getting-started.md";

    // What a build leaves.
    private static readonly string[] NotCloned = ["bin", "obj"];

    [Test]
    public async Task Can_be_pasted()
    {
        using var folder = new TemporaryFolder();
        var clone = Path.Combine(folder.Path, "clone");
        Clone(clone);
        var temp = Directory.CreateDirectory(Path.Combine(folder.Path, "temp")).FullName;
        var environment = ChildEnvironment.Make(Path.Combine(folder.Path, "packages"), temp);
        environment["NuGetAudit"] = "false"; // It would ask a registry.
        environment["RunAnalyzers"] = "false"; // They have seen the same sources where these tests were built.
        await using var shell = await DocumentShell.StartAsync(Page, clone, environment: environment);

        Assert.That(await shell.RunNext("clone=$PWD"), Does.Contain($"from {Path.Combine(clone, "artifacts/packages")}"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "Runner/Program.cs"), Document.Of(Page).Blocks.First(block => block.Language == "csharp").Text);
        Assert.That(await shell.RunNext("dotnet run"), Does.Match(@"(\d\d:\d\d:\d\d step \d of 3\n){3}Exited with 0, 36 bytes of output\n\z"));
        shell.CheckThatAllWasRun();
    }

    // Of the repository as it is here, what the libraries are built from.
    private static void Clone(string target)
    {
        var root = Repository.PathOf(".");
        var files = Directory.EnumerateFiles(root).Concat(new[] { "src", "assets" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories)));
        foreach (var file in files.Select(file => Path.GetRelativePath(root, file)).Where(file => !file.Split(Path.DirectorySeparatorChar).Intersect(NotCloned).Any()))
        {
            var copy = Path.Combine(target, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(root, file), copy);
        }
    }
}
