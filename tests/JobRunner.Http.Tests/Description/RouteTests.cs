using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using JobRunner.Http.Endpoints;
using JobRunner.Http.Tests.Support;
using JobRunner.Http.Wire;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Description;

/// <summary>Routes, permissions, queries and problems are described as the code has them.</summary>
public sealed class RouteTests
{
    private JobsServer _server = null!;
    private ServedDocument _document = null!;
    private Guid _finishedJob;

    [OneTimeSetUp]
    public async Task Start()
    {
        _server = await JobsServer.StartAsync();
        _document = await ServedDocument.OfAsync(_server);
        _finishedJob = await _server.Operator.StartAsync(Call.Shell("echo hello"));
        await _server.Operator.WaitAsync(_finishedJob);
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public void Every_route_is_described_with_its_permission()
    {
        var routes = _server.Services.GetRequiredService<JobsEndpoints>().Routes;
        Assert.That(_document.Operations.Keys, Is.EquivalentTo(routes.Select(route => route.Name).Append("Root").Append("Document")));
        using (Assert.EnterMultipleScope())
        {
            foreach (var route in routes)
            {
                var operation = _document.Operations[route.Name];
                Assert.That(operation.Method, Is.EqualTo(route.Method).IgnoreCase, route.Name);
                Assert.That(operation.Path, Is.EqualTo(Call.Jobs + route.Pattern), route.Name);
                Assert.That(operation.Node["security"]!.ToJsonString(), Is.EqualTo($$"""[{"JobRunner.ClientCertificate":["{{route.Permission}}"]}]"""), route.Name);
                Assert.That((string?)operation.Node["description"], Does.StartWith($"Needs the permission {route.Permission}"), route.Name);
            }
        }
    }

    [Test]
    public async Task Every_query_is_described_with_its_names()
    {
        foreach (var operation in Answering())
        {
            using var answer = await SendAsync(operation, "no-such-name=1");
            var detail = (string)(await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid-request"))["detail"]!;
            var known = detail.Contains("only ", StringComparison.Ordinal) ? detail.TrimEnd('.').Split("only ")[1].Split(", ") : [];
            Assert.That(_document.ParametersOf(operation, "query").Select(parameter => (string?)parameter["name"]), Is.EquivalentTo(known), operation.Id);
        }
    }

    [Test]
    public async Task Every_query_is_described_with_its_ranges()
    {
        Assert.That((int)_document.Root["components"]!["parameters"]!["JobRunner.Limit"]!["schema"]!["default"]!, Is.EqualTo(ListQuery.DefaultLimit));
        foreach (var operation in Answering())
        {
            foreach (var parameter in _document.ParametersOf(operation, "query"))
            {
                var (inside, outside) = ValuesOf(_document.Resolve(parameter["schema"]!));
                foreach (var (value, isInside) in inside.Select(value => (value, true)).Concat(outside.Select(value => (value, false))))
                {
                    using var answer = await SendAsync(operation, $"{parameter["name"]}={value}");
                    Assert.That(answer.StatusCode != HttpStatusCode.BadRequest, Is.EqualTo(isInside), $"{operation.Id}?{parameter["name"]}={value}");
                }
            }
        }
    }

    [Test]
    public void Every_type_of_problem_is_described()
    {
        var constants = typeof(ProblemTypes).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
        var given = _document.Root["components"]!["responses"]!.AsObject().SelectMany(response => ServedDocument.ProblemTypesOf(response.Value!)).Distinct();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_document.Schema("Problem")["properties"]!["type"]!["enum"]!.AsArray().Select(type => (string)type!), Is.EquivalentTo(constants));
            Assert.That(given, Is.EquivalentTo(constants.Except([ProblemTypes.MethodNotAllowed])), "each type is among some answer's, but that of methods which no operation has");
        }
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Every_event_is_described(CancellationToken cancellationToken)
    {
        var job = await _server.Operator.StartAsync(new { command = "cat", keepInputOpen = true });
        var followed = new HashSet<string>();
        await foreach (var item in _server.Operator.EventsAsync($"/jobs/{job}/events", cancellationToken: cancellationToken))
        {
            if (followed.Add(item.EventType) && item.EventType == "state")
            {
                using var written = await _server.Operator.PostAsync(new Uri($"/jobs/{job}/input?eof=true", UriKind.Relative), Call.Json("hello"), cancellationToken);
            }
        }

        var watched = await _server.Operator.EventsAsync("/jobs/events", cancellationToken: cancellationToken)
            .Select(item => item.EventType).TakeWhile(name => name != "snapshot-end").Append("snapshot-end").ToHashSetAsync(cancellationToken: cancellationToken);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(followed, Is.EquivalentTo(EventsOf("FollowJob")));
            Assert.That(watched, Is.EquivalentTo(EventsOf("WatchJobs")));
        }
    }

    // A refusal of HEAD has no body; it is GET's.
    private IEnumerable<Operation> Answering() => _document.Operations.Values.Where(operation => operation.Id is not ("Root" or "Document" or "HeadOutput"));

    private IEnumerable<string?> EventsOf(string operation) => _document.Operations[operation].Node["responses"]!["200"]!["content"]!["text/event-stream"]!["schema"]!["items"]!["oneOf"]!.AsArray()
        .Select(message => (string?)_document.Resolve(message!)["properties"]!["event"]!["const"]);

    private async Task<HttpResponseMessage> SendAsync(Operation operation, string query)
    {
        using var request = Call.Request(new HttpMethod(operation.Method), $"{operation.Path.Replace("{id}", $"{_finishedJob}", StringComparison.Ordinal)}?{query}");
        return await _server.Operator.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Values at the edges, and one beyond each.</summary>
    private (string[] Inside, string[] Outside) ValuesOf(JsonNode schema)
    {
        switch ((string?)schema["type"])
        {
            case "integer":
                var least = (long)schema["minimum"]!;
                long? most = (long?)schema["maximum"];
                var largest = most ?? ((string?)schema["format"] == "int32" ? int.MaxValue : long.MaxValue);
                return (Texts(least, largest), Texts(least - 1, (decimal)largest + 1));
            case "boolean":
                return (["true", "false"], ["1", "yes"]);
            case "array":
                var (inside, outside) = ValuesOf(_document.Resolve(schema["items"]!));
                return (inside, outside);
            default:
                return schema["enum"]?.AsArray().Select(value => (string)value!).ToArray() is { } names ? (names, ["no-such-value", "1", "", $"{names[0]},{names[1]}"])
                    : schema["pattern"] is null && schema["format"] is null ? ([], [])
                    : ([], ["no-match"]);
        }
    }

    private static string[] Texts(params decimal[] numbers) => [.. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))];
}
