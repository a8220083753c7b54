using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Description;

/// <summary>What a server answers is described: each status, header and problem. And what is described, a server answers.</summary>
public sealed class AnswerTests
{
    // By a server that stops or fails, a client that is too slow or whose certificate is refused meanwhile: each has tests of its own.
    private static readonly int[] Elsewhere = [401, 408, 500, 503];

    // HTTP's own, of which nothing needs to be said.
    private static readonly string[] PlainHeaders = ["Date", "Server", "Connection", "Transfer-Encoding", "Content-Type", "Content-Length"];

    private readonly HashSet<string> _seen = [];
    private JobsServer _server = null!;
    private ServedDocument _document = null!;

    [Test]
    public async Task Every_answer_is_described_and_every_description_is_given()
    {
        await using (_server = await JobsServer.StartAsync(setup =>
        {
            setup.Manager = manager => (manager.MaxConcurrentJobs, manager.MaxQueuedJobs) = (2, 0);
            setup.Http = http => (http.MaxRequestBytes, http.MaxInputBytes) = (1024, 1024);
        }))
        {
            _document = await ServedDocument.OfAsync(_server);
            var running = await _server.Alice.StartAsync(new { command = "cat", keepInputOpen = true });
            var finished = await _server.Alice.StartAsync(Call.Shell("echo hello"));
            await _server.Alice.WaitAsync(finished);
            await AskWhoIsNobody(running);
            await AskForWhatIsNotThere();
            await AskWrongly(running);
            await ReadAndFollow(finished);
            await Write(running, finished);
            await StartJobs();
            await ExceedRules(running);
            await End(running, finished);
        }

        var described = _document.Operations.Values
            .SelectMany(operation => operation.Node["responses"]!.AsObject().Select(response => (operation.Id, Status: int.Parse(response.Key))))
            .Where(answer => !Elsewhere.Contains(answer.Status))
            .Select(answer => $"{answer.Id} {answer.Status}");
        Assert.That(_seen, Is.EquivalentTo(described));
    }

    private async Task AskWhoIsNobody(Guid job)
    {
        foreach (var operation in _document.Operations.Values)
        {
            await SendAsync(_server.ClientFor("nobody"), operation.Id, 403, job);
        }
    }

    private async Task AskForWhatIsNotThere()
    {
        foreach (var operation in _document.Operations.Values.Where(operation => operation.Path.Contains("{id}", StringComparison.Ordinal)))
        {
            await SendAsync(_server.Alice, operation.Id, 404, Guid.NewGuid(), content: operation.Id == "SignalJob" ? Call.Json("""{"signal":"SIGHUP"}""") : null);
        }
    }

    private async Task AskWrongly(Guid job)
    {
        foreach (var operation in _document.Operations.Values.Where(operation => operation.Id is not ("Root" or "Document")))
        {
            await SendAsync(_server.Alice, operation.Id, 400, job, "?no-such-name=1");
        }

        foreach (var operation in (string[])["StartJob", "StopJob", "SignalJob", "WriteInput"])
        {
            await SendAsync(_server.Alice, operation, 413, job, content: Call.Json(new string(' ', 2000)));
        }

        await SendAsync(_server.Alice, "FollowJob", 400, job, change: request => request.Headers.Add("Last-Event-ID", "last"));
    }

    private async Task ReadAndFollow(Guid finished)
    {
        foreach (var operation in (string[])["Root", "Document", "ListJobs", "WatchJobs", "QueryJob", "ReadOutput", "HeadOutput", "FollowJob"])
        {
            await SendAsync(_server.Alice, operation, 200, finished);
        }

        await SendAsync(_server.Alice, "ReadOutput", 206, finished, change: request => request.Headers.Range = new RangeHeaderValue(1, 2));
        await SendAsync(_server.Alice, "ReadOutput", 416, finished, change: request => request.Headers.Range = new RangeHeaderValue(100, 200));
        await SendAsync(_server.Alice, "HeadOutput", 200, finished, change: request => request.Headers.Range = new RangeHeaderValue(1, 2));
    }

    private async Task Write(Guid running, Guid finished)
    {
        await SendAsync(_server.Alice, "WriteInput", 204, running);
        await SendAsync(_server.Alice, "WriteInput", 409, finished, content: Call.Json("bytes"));
        await SendAsync(_server.Alice, "SignalJob", 204, running, content: Call.Json("""{"signal":"SIGCONT"}"""));
        await SendAsync(_server.Alice, "SignalJob", 409, finished, content: Call.Json("""{"signal":"SIGCONT"}"""));
    }

    private async Task StartJobs()
    {
        await SendAsync(_server.Alice, "StartJob", 403, content: Call.Json("""{"command":"true","environment":{"LD_PRELOAD":"x"}}"""));
        await SendAsync(_server.Alice, "StartJob", 422, content: Call.Json("""{"command":"/no/such/program"}"""));
        await SendAsync(_server.Alice, "StartJob", 201, content: Call.Json("""{"command":"sleep","arguments":["1000"]}"""), change: Key);
        await SendAsync(_server.Alice, "StartJob", 422, content: Call.Json("""{"command":"true"}"""), change: Key);

        // Two run by now, and none may wait.
        await SendAsync(_server.Bob, "StartJob", 429, content: Call.Json("""{"command":"true"}"""));

        static void Key(HttpRequestMessage request) => request.Headers.Add("Idempotency-Key", "one");
    }

    private async Task ExceedRules(Guid running)
    {
        _server.Settings.Change(nameof(JobsHttpOptions.MaxJobsPerClient), "1");
        await SendAsync(_server.Alice, "StartJob", 429, content: Call.Json("""{"command":"true"}"""));
        _server.Settings.Change(nameof(JobsHttpOptions.MaxFollowersPerClient), "1");
        using var followed = await _server.Alice.OpenAsync($"/jobs/{running}/events");
        foreach (var (operation, query) in new[] { ("QueryJob", "?wait=10"), ("WatchJobs", ""), ("WriteInput", ""), ("ReadOutput", ""), ("HeadOutput", ""), ("FollowJob", "") })
        {
            await SendAsync(_server.Alice, operation, 429, running, query);
        }
    }

    private async Task End(Guid running, Guid finished)
    {
        await SendAsync(_server.Alice, "RemoveJob", 409, running);
        await SendAsync(_server.Alice, "RemoveJob", 204, finished);
        await SendAsync(_server.Alice, "StopJob", 200, running, content: Call.Json("""{"gracePeriod":"00:00:05"}"""));
    }

    private async Task SendAsync(
        HttpClient client, string operationId, int status, Guid job = default, string query = "", HttpContent? content = null, Action<HttpRequestMessage>? change = null)
    {
        var operation = _document.Operations[operationId];
        using var request = Call.Request(new HttpMethod(operation.Method.ToUpperInvariant()), operation.Path.Replace("{id}", $"{job}", StringComparison.Ordinal) + query, content);
        change?.Invoke(request);
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Within($"{operationId} is answered");
        var what = $"{operationId}, {(int)answer.StatusCode}";
        Assert.That((int)answer.StatusCode, Is.EqualTo(status), what);
        var response = _document.ResponseOf(operation, status) ?? throw new AssertionException($"{what} is not described.");
        _seen.Add($"{operationId} {status}");

        AssertHeaders(answer, response["headers"]?.AsObject() ?? [], what);
        if (request.Method != HttpMethod.Head && answer.Content.Headers.ContentType?.MediaType is { } type)
        {
            Assert.That(response["content"]?[type], Is.Not.Null, $"{what}: {type}");
            if (type == "application/problem+json")
            {
                var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
                Assert.That(ServedDocument.ProblemTypesOf(response), Has.Member((string)problem["type"]!), what);
            }
        }
    }

    private void AssertHeaders(HttpResponseMessage answer, JsonObject described, string what)
    {
        string[] given = [.. answer.Headers.Concat(answer.Content.Headers).Select(header => header.Key).Except(PlainHeaders)];
        string[] required = [.. described.Where(header => (bool?)_document.Resolve(header.Value!)["required"] is true).Select(header => header.Key)];
        Assert.That(given, Is.SubsetOf(described.Select(header => header.Key)), what);
        Assert.That(required, Is.SubsetOf(given), what);
    }
}
