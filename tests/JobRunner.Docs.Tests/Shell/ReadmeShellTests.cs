using JobRunner.Cli.Tests.Support;
using JobRunner.Docs.Tests.Snippets;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Docs.Tests.Shell;

/// <summary>README.md's three ways, with the sample server that it starts.</summary>
[RunsShellOf("README.md")]
[Parallelizable]
public sealed class ReadmeShellTests
{
    [Test]
    public async Task Can_be_pasted()
    {
        Array.ForEach(["bash", "curl"], Tool.Require);
        using var folder = new TemporaryFolder();
        var certificates = Path.Combine(folder.Path, "samples/WebHost/certs");
        var port = FreePort.Find();
        await using var server = await ServerProgram.StartAsync(
            new JobSpec(Repository.PathOfProgram("samples/WebHost", "WebHost"), $"--Port={port}", $"--Certificates:Folder={certificates}"), ready: "JOBCTL_KEY=");
        await using var shell = await DocumentShell.StartAsync("README.md", folder.Path, text => text.Replace("8443", $"{port}", StringComparison.Ordinal));

        Assert.That(await shell.RunNext("cd samples/WebHost/certs"), Does.Match(@"(?s)^(.*:\d\d:.*\n){3}.*""outcome"":""Exited"".*job-not-found.*""outcome"":""Stopped"""));
        using var console = new StringWriter();
        await ReadmeSnippets.ClientAsync(console, $"https://localhost:{port}", certificates).Within("the client has run its job");
        Assert.That(console.ToString(), Is.EqualTo("Linux\n\n"));
        Assert.That(await shell.RunNext("export JOBCTL_URL"), Does.Match(@"(?s)^as if it were here\n(.*:\d\d:.*\n){3}.*uname.* sh "));
        shell.CheckThatAllWasRun();
    }
}
