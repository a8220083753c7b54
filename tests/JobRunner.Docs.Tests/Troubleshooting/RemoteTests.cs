using System.Text.RegularExpressions;
using JobRunner.Cli.Tests.Support;
using JobRunner.Docs.Tests.Documents;
using JobRunner.Http.Client;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Docs.Tests.Troubleshooting;

/// <summary>What servers, clients and jobctl say.</summary>
public sealed partial class RemoteTests
{
    private JobsServer _server = null!;
    private TestCertificates _others = null!;

    [OneTimeSetUp]
    public async Task StartServer()
    {
        _server = await JobsServer.StartAsync();
        _others = new TestCertificates();
    }

    [OneTimeTearDown]
    public async Task StopServer()
    {
        await _server.DisposeAsync();
        _others.Dispose();
    }

    [Test]
    public async Task Problems_are_those_of_the_description()
    {
        var described = ProblemType().Matches(await _server.Alice.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative))).Select(match => match.Value).Distinct();
        Assert.That(Section.FirstCells(Quotes.Document, "Over HTTP"), Is.EquivalentTo(described));
    }

    [Test]
    public async Task What_the_client_says_is_quoted()
    {
        await using var plain = new PlainHttpServer();
        var alice = _server.Certificates.Client("alice");
        string[] messages =
        [
            await Said(options => options.BaseAddress = new Uri($"https://localhost:{FreePort.Find()}")),
            await Said(options => options.BaseAddress = new Uri($"https://localhost:{plain.Port}")),
            await Said(options => (options.AuthorityFile, options.Certificate) = (_others.AuthorityFile, alice)),
            await Said(_ => { }),
            await Said(options => options.Certificate = _others.Client("alice")),
            await Said(options => options.AuthorityFile = _others.Write(_others.Intermediate.Certificate).File),
            await Said(options => options.CertificateFile = "/no/such/file"),
        ];
        Quotes.AreWhatIsSaid("The client", messages);
    }

    [Test]
    public async Task Exit_codes_are_jobctls_own()
    {
        var running = await _server.Jobs.StartAsync("sleep", "600");
        var nowhere = $"https://localhost:{FreePort.Find()}";
        var codes = new Dictionary<string, string[]>
        {
            ["1"] = ["start", "--cwd", "/no/such/folder", "--", "true"],
            ["2"] = ["list", "--no-such-option"],
            ["3"] = ["status", $"{Guid.NewGuid()}"],
            ["4"] = ["--cert", CertificateOf("reader"), "start", "--", "true"],
            ["5"] = ["--url", nowhere, "list"],
            ["6"] = ["--cert", CertificateOf("operator"), "rm", $"{running}"],
            ["124"] = ["run", "--timeout", "100ms", "--", "sleep", "600"],
            ["125"] = ["run", "--url", nowhere, "--", "true"],
            ["126"] = ["run", "--", "/etc/passwd"],
            ["127"] = ["run", "--", "no-such-program"],
        };
        Assert.That(Section.FirstCells(Quotes.Document, "jobctl"), Is.EqualTo([.. codes.Keys, "130", "141"]), "jobctl's own tests interrupt it, and close its pipe");
        await using var programs = new JobsManager();
        var ends = await Task.WhenAll(codes.Values.Select(arguments => programs.RunAsync(Jobctl(arguments)))).Within("jobctl ends");
        Assert.That(ends.Select(end => $"{end.Status.ExitCode}"), Is.EqualTo(codes.Keys), string.Join('\n', ends.Select(end => end.StandardError)));
    }

    // Certificate and key in one file.
    private string CertificateOf(string client)
    {
        var (file, keyFile) = _server.Certificates.Write(_server.Certificates.Client(client));
        File.AppendAllText(file, $"\n{File.ReadAllText(keyFile)}");
        return file;
    }

    private JobSpec Jobctl(string[] arguments) => new(Repository.PathOfProgram("samples/Cli", "jobctl"), arguments)
    {
        Environment = new Dictionary<string, string?>
        {
            ["JOBCTL_URL"] = $"{_server.Address}",
            ["JOBCTL_CERT"] = CertificateOf("alice"),
            ["JOBCTL_CACERT"] = _server.Certificates.AuthorityFile,
        },
    };

    private async Task<string> Said(Action<JobsClientOptions> configure)
    {
        var options = new JobsClientOptions { BaseAddress = _server.Address, AuthorityFile = _server.Certificates.AuthorityFile, MaxRetries = 0 };
        configure(options);
        try
        {
            using var jobs = new JobsClient(options);
            await jobs.GetServiceInfoAsync().Within("the call fails");
        }
        catch (Exception e) when (e is JobsConnectionException or ArgumentException)
        {
            return e.Message;
        }

        throw new InvalidOperationException("The call did not fail.");
    }

    [GeneratedRegex("urn:jobrunner:[a-z-]+")]
    private static partial Regex ProblemType();
}
