using JobRunner.Cli.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.Connection;

/// <summary>The sample server as its README starts it, and jobctl with what it prints.</summary>
public sealed class NewcomerTests : ServerTests
{
    private readonly Dictionary<string, string?> _environment = [];
    private TemporaryFolder _certificates = null!;
    private int _port;

    [SetUp]
    public void Prepare()
    {
        _certificates = new TemporaryFolder();
        _port = FreePort.Find();
    }

    [TearDown]
    public void DeleteCertificates() => _certificates.Dispose();

    [Test]
    public async Task Drives_the_server_and_is_told_when_it_has_lost_the_job()
    {
        var first = await StartWebHost();
        TakeWhatItPrints(first.Output);
        Assert.That((await RunWith(_environment, "whoami")).Output, Does.Contain("MyClient1").And.Contain($"https://localhost:{_port}"));
        var job = (await RunWith(_environment, "start", "--", "sh", "-c", "echo ready; sleep 600")).Output.Trim();
        await using var logs = new RunningProcess(Program, ["logs", "-f", job], _environment);
        await logs.WaitForOutput("ready");

        // Killed; the one that comes after it knows none of its jobs.
        await first.DisposeAsync();
        await using var second = await StartWebHost();
        var result = await logs.ToEnd();
        Assert.That((result.ExitCode, result.Output, result.ErrorLines.Length), Is.EqualTo((125, "ready\n", 1)), $"{result}");
        Assert.That(result.Error, Does.Contain(job));
    }

    private async Task<RunningProcess> StartWebHost()
    {
        var server = new RunningProcess(Repository.PathOfProgram("samples/WebHost", "WebHost"), [$"--Port={_port}", $"--Certificates:Folder={_certificates.Path}"], Environment);
        await server.WaitForOutput("JOBCTL_KEY=");
        return server;
    }

    private void TakeWhatItPrints(string greeting)
    {
        foreach (var (name, value) in Environment)
        {
            _environment[name] = name.StartsWith("JOBCTL", StringComparison.Ordinal) ? null : value;
        }

        foreach (var word in greeting.Split(' ', '\n').Where(word => word.StartsWith("JOBCTL_", StringComparison.Ordinal)))
        {
            var parts = word.Split('=', 2);
            _environment[parts[0]] = parts[1];
        }
    }
}
