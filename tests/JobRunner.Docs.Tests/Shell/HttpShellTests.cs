using System.Text;
using JobRunner.Cli.Tests.Support;
using JobRunner.Docs.Tests.Documents;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using Microsoft.Extensions.Configuration;
using NUnit.Framework;

namespace JobRunner.Docs.Tests.Shell;

/// <summary>docs/http.md from top to bottom: its CA, its server with its settings, its curl lines.</summary>
[RunsShellOf(Page)]
[Parallelizable]
public sealed class HttpShellTests
{
    private const string Page = "docs/http.md";
    private const string Request = "openssl req -newkey ec";

    private readonly int _port = FreePort.Find();
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task Can_be_pasted()
    {
        Array.ForEach(["bash", "openssl", "curl"], Tool.Require);
        await using var shell = await DocumentShell.StartAsync(Page, _folder.Path, text => text.Replace("8443", $"{_port}", StringComparison.Ordinal));
        await shell.RunNext("umask 077");
        await shell.RunNext(Request);
        await shell.RunNext(Request);
        await shell.RunNext("touch");
        await using var server = await StartServer();

        var answers = await shell.RunNext("my()");
        Assert.That(answers, Does.Contain("\"client\":\"alice\"").And.Contain("\"outcome\":\"Exited\"").And.EndWith("world\n\n"));
        Assert.That(await shell.RunNext("my -N $url"), Does.Contain("event: output\nid: 12\n").And.Contain("event: end\n"));
        Assert.That(await shell.RunNext("my -N -H"), Does.Contain("\"offset\":6,").And.Not.Contain("\"offset\":0,"));

        await shell.RunNext(Request);
        Assert.That(await Ask(), Does.Contain("\"client\":\"alice\""));
        await shell.RunNext("openssl x509");
        Assert.That(await Ask(), Does.StartWith("curl: "));
        shell.CheckThatAllWasRun();
    }

    [Test]
    public async Task Its_rules_are_in_force()
    {
        await using var server = await JobsServer.StartAsync();
        foreach (var (option, value) in new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(Json(1)))).Build().GetSection("Jobs").AsEnumerable(makePathsRelative: true))
        {
            if (value is not null)
            {
                server.Settings.Change(option, value);
            }
        }

        using var allowed = await server.Alice.PostAsync(new Uri("/jobs", UriKind.Relative), Start("/usr/bin/uname"));
        using var refused = await server.Alice.PostAsync(new Uri("/jobs", UriKind.Relative), Start("/bin/sh"));
        Assert.That(((int)allowed.StatusCode, (int)refused.StatusCode), Is.EqualTo((201, 403)), await allowed.Content.ReadAsStringAsync());
        Assert.That(await allowed.Content.ReadAsStringAsync(), Does.Contain("alice"));
    }

    private static StringContent Start(string command) => new($$"""{"command":"{{command}}"}""", Encoding.UTF8, "application/json");

    private static string Json(int index) => Document.Of(Page).Blocks.Where(block => block.Language == "json").ElementAt(index).Text;

    private Task<ServerProgram> StartServer()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "appsettings.json"), Json(0));
        var program = Repository.PathOfProgram("tests/JobRunner.Docs.Server", "JobRunner.Docs.Server");
        return ServerProgram.StartAsync(new JobSpec(program, $"--Port={_port}", $"--Certificates={_folder.Path}") { WorkingDirectory = _folder.Path }, ready: "Now listening on");
    }

    private async Task<string> Ask()
    {
        await using var jobs = new JobsManager();
        string[] arguments = ["-sS", "--noproxy", "*", "--cacert", "ca.pem", "--cert", "alice.pem", "--key", "alice.key", $"https://localhost:{_port}/"];
        var result = await jobs.RunAsync(new JobSpec("curl", arguments) { WorkingDirectory = _folder.Path }).Within("curl ends");
        return result.StandardOutput + result.StandardError;
    }
}
