using System.Net;
using System.Text;
using JobRunner.Http.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Wire;

/// <summary>Bodies that can't be read, or make no sense. The server is one for all: none of them may harm it.</summary>
public sealed class BadBodyTests
{
    private JobsServer _server = null!;

    [OneTimeSetUp]
    public async Task Start() => _server = await JobsServer.StartAsync(setup => setup.Http = options => options.MaxRequestBytes = 16 * 1024 * 1024);

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TearDown]
    public void Nothing_is_an_error_of_the_server() => Assert.That(_server.Log.Errors, Is.Empty);

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("\"true\"")]
    [TestCase("{")]
    [TestCase("{}")]
    [TestCase("command=true")]
    [TestCase("""{ "command": null }""")]
    [TestCase("""{ "command": "" }""")]
    [TestCase("""{ "command": 1 }""")]
    [TestCase("""{ "command": ["true"] }""")]
    [TestCase("""{ "Command": "true" }""")]
    [TestCase("""{ "command": "true", "comand": "true" }""")]
    [TestCase("""{ "command": "true", "command": "false" }""")]
    [TestCase("""{ "command": "true", "environment": { "A": "1", "A": "2" } }""")]
    [TestCase("""{ "command": "true", "arguments": "-c" }""")]
    [TestCase("""{ "command": "true", "arguments": null }""")]
    [TestCase("""{ "command": "true", "arguments": [null] }""")]
    [TestCase("""{ "command": "true", "arguments": [1] }""")]
    [TestCase("""{ "command": "true", "arguments": ["a\u0000b"] }""")]
    [TestCase("""{ "command": "tr\u0000ue" }""")]
    [TestCase("""{ "command": "true", "arguments": ["\ud800"] }""")]
    [TestCase("""{ "command": "true", "environment": { "A=B": "1" } }""")]
    [TestCase("""{ "command": "true", "environment": { "": "1" } }""")]
    [TestCase("""{ "command": "true", "environment": [] }""")]
    [TestCase("""{ "command": "true", "labels": { "a": null } }""")]
    [TestCase("""{ "command": "true", "timeout": "soon" }""")]
    [TestCase("""{ "command": "true", "timeout": 5 }""")]
    [TestCase("""{ "command": "true", "timeout": "-00:00:01" }""")]
    [TestCase("""{ "command": "true", "gracePeriod": "-00:00:01" }""")]
    [TestCase("""{ "command": "true", "keepInputOpen": "yes" }""")]
    [TestCase("""{ "command": "true", "limits": { "openFiles": "12" } }""")]
    [TestCase("""{ "command": "true", "limits": { "openFiles": 99999999999 } }""")]
    [TestCase("""{ "command": "true", "limits": { "openFiles": -1 } }""")]
    [TestCase("""{ "command": "true", "limits": { "cpuCores": 1e999 } }""")]
    [TestCase("""{ "command": "true", "limits": { "files": 1 } }""")]
    [TestCase("""{ "command": "true", "owner": "bob" }""")]
    [TestCase("""{ "command": "true" } {}""")]
    [TestCase("""{ "command": "true", } // done""")]
    public Task A_spec_that_makes_no_sense(string text) => Gets(HttpStatusCode.BadRequest, "invalid-request", Call.Json(text));

    [Test]
    public Task Bytes_that_are_no_text()
    {
        var content = new ByteArrayContent([.. "{\"command\":\""u8, 0xC3, 0x28, 0xFF, .. "\"}"u8]);
        content.Headers.ContentType = new("application/json");
        return Gets(HttpStatusCode.BadRequest, "invalid-request", content);
    }

    [Test]
    public Task Something_that_is_not_said_to_be_json([Values("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")] string type) =>
        Gets(HttpStatusCode.BadRequest, "invalid-request", new StringContent("""{ "command": "true" }""", Encoding.UTF8, type));

    [Test]
    public Task Deep_nesting() => Gets(HttpStatusCode.BadRequest, "invalid-request", Call.Json(string.Concat(Enumerable.Repeat("""{"labels":""", 100_000))));

    [Test]
    public Task A_million_arguments() => Gets(
        HttpStatusCode.UnprocessableEntity, "can-not-start", Call.Json($$"""{ "command": "true", "arguments": [{{string.Join(',', Enumerable.Repeat("\"abc\"", 1_000_000))}}] }"""));

    [Test]
    public Task One_argument_of_ten_megabytes() => Gets(
        HttpStatusCode.UnprocessableEntity, "can-not-start", Call.Json($$"""{ "command": "true", "arguments": ["{{new string('x', 10_000_000)}}"] }"""));

    [Test]
    public async Task A_hundred_megabytes([Values] bool chunked)
    {
        using var request = Call.Request(HttpMethod.Post, Call.Jobs, Call.Json(new string('[', 100_000_000)));
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;
        try
        {
            using var answer = await _server.Alice.SendAsync(request);
            await answer.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
        }
        catch (HttpRequestException)
        {
            // The server closes once it has answered; whoever is still sending may not come to read it.
        }

        Assert.That(_server.Log.Audit.Last().Values["Status"], Is.EqualTo("413"));
    }

    [TestCase("/stop", """{ "gracePeriod": "-00:00:01" }""")]
    [TestCase("/stop", """{ "gracePeriod": 5 }""")]
    [TestCase("/stop", """{ "grace": "00:00:01" }""")]
    [TestCase("/stop", "null")]
    [TestCase("/signal", "")]
    [TestCase("/signal", "{}")]
    [TestCase("/signal", """{ "signal": "SIGNAL" }""")]
    [TestCase("/signal", """{ "signal": "SIGHUP, SIGINT" }""")]
    [TestCase("/signal", """{ "signal": "9" }""")]
    [TestCase("/signal", """{ "signal": 3 }""")]
    [TestCase("/signal", """{ "signal": 99 }""")]
    [TestCase("/signal", """{ "signal": -1 }""")]
    [TestCase("/signal", """{ "signal": null }""")]
    public async Task A_stop_or_signal_that_makes_no_sense(string path, string body)
    {
        var job = await _server.Alice.StartAsync(Call.Sleep);
        await Gets(HttpStatusCode.BadRequest, "invalid-request", Call.Json(body), $"{Call.Jobs}/{job}{path}");
        Assert.That((await _server.Jobs.QueryAsync(job)).State, Is.EqualTo(JobState.Running));
        await _server.Jobs.StopAsync(job, TimeSpan.Zero);
    }

    private async Task Gets(HttpStatusCode status, string type, HttpContent content, string path = Call.Jobs)
    {
        using var request = Call.Request(HttpMethod.Post, path, content);
        using var answer = await _server.Alice.SendAsync(request);
        await answer.ProblemAsync(status, type);
    }
}
