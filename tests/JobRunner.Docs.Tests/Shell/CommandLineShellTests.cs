using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Docs.Tests.Shell;

/// <summary>docs/command-line.md's scripts.</summary>
[RunsShellOf(Page)]
[Parallelizable]
public sealed class CommandLineShellTests
{
    private const string Page = "docs/command-line.md";

    [Test]
    public async Task Can_be_pasted()
    {
        Tool.Require("bash");
        using var folder = new TemporaryFolder();
        await using var server = await JobsServer.StartAsync();
        var (file, keyFile) = server.Certificates.Write(server.Certificates.Client("alice"));
        await using var shell = await DocumentShell.StartAsync(Page, folder.Path, environment: new Dictionary<string, string?>
        {
            ["JOBCTL_URL"] = $"{server.Address}",
            ["JOBCTL_CERT"] = file,
            ["JOBCTL_KEY"] = keyFile,
            ["JOBCTL_CACERT"] = server.Certificates.AuthorityFile,
        });

        Assert.That(await shell.RunNext("echo some words"), Is.EqualTo("SOME WORDS\n"));
        Assert.That(await shell.RunNext("id="), Does.StartWith("working\nit ended with 3\n").And.Contain("team=build"));
        Assert.That(await shell.RunNext("jobctl list -q"), Does.Match(@"\A2\n""exitCode"": ?3\n"));
        shell.CheckThatAllWasRun();
    }
}
