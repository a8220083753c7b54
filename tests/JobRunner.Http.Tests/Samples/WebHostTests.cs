using System.Text.RegularExpressions;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Samples;

/// <summary>What a newcomer does with the web host, README in hand.</summary>
public sealed partial class WebHostTests
{
    private const string Clock = """{"command":"sh","arguments":["-c","while :; do echo tick; sleep 0.1; done"]}""";

    private TemporaryFolder? _folder;
    private WebHostProgram _host = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        Tool.Require("curl");
        _folder = new TemporaryFolder();
        WebHostProgram.Copy(_folder.Path);
        _host = await WebHostProgram.StartAsync(_folder.Path);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_folder is not null)
        {
            await _host.DisposeAsync();
            _folder.Dispose();
        }
    }

    [Test]
    public async Task The_root_greets_without_a_check_of_the_server()
    {
        var root = (await _host.MyClient1("/", "-k")).Json(200);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((string?)root["service"], Is.EqualTo("JobRunner"));
            Assert.That((string?)root["client"], Is.EqualTo("MyClient1"));
            Assert.That(root["permissions"]!.ToJsonString(), Is.EqualTo("""["start","query","stop","input","output"]"""));
            Assert.That(root["links"]!.ToJsonString(), Is.EqualTo("""{"jobs":"/jobs","events":"/jobs/events","openapi":"/openapi/v1.json"}"""));
        }

        foreach (var (_, link) in root["links"]!.AsObject().Where(link => link.Key != "events"))
        {
            (await _host.MyClient1((string)link!)).Json(200);
        }
    }

    [Test]
    public async Task The_lines_that_it_prints_work_in_a_shell()
    {
        var lines = CurlLine().Matches(await _host.Printed).Select(match => match.Value).ToArray();
        Assert.That(lines, Has.Length.EqualTo(2));
        foreach (var line in lines)
        {
            var curl = await _host.Run(new JobSpec("sh", "-c", line));
            Assert.That(curl.StandardOutput, Does.StartWith("""{"jobs":["""), curl.StandardError);
        }
    }

    [Test]
    public async Task A_job_is_started_followed_and_stopped()
    {
        var job = await StartAsync(Clock);
        var output = await _host.Start(MyClient1($"/jobs/{job}/output"));
        var events = await _host.Start(MyClient1($"/jobs/{job}/events"));
        await _host.WaitForOutput(output, "tick\ntick\n");
        await _host.WaitForOutput(events, "event: output\nid: ");

        var status = (await _host.MyClient1($"/jobs/{job}/stop", "-H", "Content-Type: application/json", "-d", """{"gracePeriod":"00:00:02"}""")).Json(200);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((string?)status["outcome"], Is.EqualTo("Stopped"));
            Assert.That(await _host.Read(output), Does.EndWith("tick\n\n200"), "the stream ends with the job");
            Assert.That(await _host.Read(events), Does.Contain("event: end\n"));
            Assert.That((await _host.MyClient1($"/jobs/{job}", "-X", "DELETE")).StandardOutput, Is.EqualTo("\n204"));
        }

        (await _host.MyClient1($"/jobs/{job}")).Json(404);
    }

    [Test]
    public async Task Anothers_job_does_not_exist_but_for_the_operator()
    {
        var operators = (string)(await _host.Operator("/jobs", Post("""{"command":"true"}"""))).Json(201)["id"]!;
        var mine = await StartAsync("""{"command":"true"}""");
        (await _host.MyClient1($"/jobs/{operators}")).Json(404);
        (await _host.Operator($"/jobs/{mine}")).Json(200);
    }

    [Test]
    public async Task Who_has_no_certificate_gets_no_answer()
    {
        var curl = await _host.Run(new JobSpec("curl", "-sS", "-k", $"{_host.Address}/jobs"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(curl.Status.ExitCode, Is.Not.Zero);
            Assert.That(curl.StandardOutput, Is.Empty);
        }
    }

    [Test]
    public async Task Who_is_not_in_the_table_is_refused_until_it_is()
    {
        Tool.Require("openssl");

        // As README has it.
        var readme = await File.ReadAllTextAsync(Repository.PathOf("samples/WebHost/README.md"));
        var make = readme[readme.IndexOf("openssl req", StringComparison.Ordinal)..readme.IndexOf("curl -sS --cacert ca.pem --cert MyClient2.pem", StringComparison.Ordinal)];
        var openssl = await _host.Run(new JobSpec("sh", "-ec", make) { WorkingDirectory = _host.Certificates });
        Assert.That(openssl.Status.ExitCode, Is.Zero, openssl.StandardError);

        (await _host.Run(MyClient2("/jobs"))).Json(403);
        var settings = Path.Combine(_host.Folder, "appsettings.json");
        var text = await File.ReadAllTextAsync(settings);
        await File.WriteAllTextAsync(settings, text.Replace("\"Clients\": {", "\"Clients\": { \"MyClient2\": [ \"query\" ],", StringComparison.Ordinal));
        await Waiting.Until("the new table is in force", async () => (await _host.Run(MyClient2("/jobs"))).StandardOutput.EndsWith("\n200", StringComparison.Ordinal));
        (await _host.Run(MyClient2("/jobs", Post("""{"command":"true"}""")))).Json(403);
    }

    private async Task<string> StartAsync(string spec) => (string)(await _host.MyClient1("/jobs", Post(spec))).Json(201)["id"]!;

    private JobSpec MyClient1(string path) => _host.Curl("client.pem", "MyClient1.key", path);

    private JobSpec MyClient2(string path, params string[] arguments) => _host.Curl("MyClient2.pem", "MyClient2.key", path, arguments);

    // What --json is short for; that needs a newer curl.
    private static string[] Post(string body) => ["-H", "Content-Type: application/json", "-d", body];

    [GeneratedRegex("(?m)(?<=^  )curl .*$")]
    private static partial Regex CurlLine();
}
