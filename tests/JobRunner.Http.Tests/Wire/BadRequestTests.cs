using System.Net;
using JobRunner.Http.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Wire;

/// <summary>Paths, queries and headers that make no sense. The server is one for all: none of them may harm it.</summary>
public sealed class BadRequestTests
{
    private JobsServer _server = null!;
    private Guid _job;

    [OneTimeSetUp]
    public async Task Start()
    {
        _server = await JobsServer.StartAsync();
        _job = await _server.Alice.StartAsync(new { command = "echo", arguments = new[] { "hello" } });
        await _server.Alice.WaitAsync(_job);
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TearDown]
    public void Nothing_is_an_error_of_the_server() => Assert.That(_server.Log.Errors, Is.Empty);

    [TestCase("/jobs?limit=0")]
    [TestCase("/jobs?limit=-1")]
    [TestCase("/jobs?limit=1001")]
    [TestCase("/jobs?limit=99999999999999999999")]
    [TestCase("/jobs?limit=ten")]
    [TestCase("/jobs?limit=%2B1")]
    [TestCase("/jobs?limit=1&limit=2")]
    [TestCase("/jobs?limit=")]
    [TestCase("/jobs?state=Sleeping")]
    [TestCase("/jobs?state=1")]
    [TestCase("/jobs?state=Queued,Running")]
    [TestCase("/jobs?state=")]
    [TestCase("/jobs?label=novalue")]
    [TestCase("/jobs?label=:x")]
    [TestCase("/jobs?label=")]
    [TestCase("/jobs?cursor=")]
    [TestCase("/jobs?cursor=abc")]
    [TestCase("/jobs?cursor=1.2")]
    [TestCase("/jobs?cursor=-1.00000000000000000000000000000000")]
    [TestCase("/jobs?cursor=99999999999999999999.00000000000000000000000000000000")]
    [TestCase("/jobs?page=2")]
    [TestCase("/jobs/events?since=1")]
    [TestCase("/jobs/{0}?wait=-1")]
    [TestCase("/jobs/{0}?wait=301")]
    [TestCase("/jobs/{0}?wait=1.5")]
    [TestCase("/jobs/{0}?wait=forever")]
    [TestCase("/jobs/{0}?waits=1")]
    [TestCase("/jobs/{0}/output?from=-1")]
    [TestCase("/jobs/{0}/output?from=9223372036854775808")]
    [TestCase("/jobs/{0}/output?tailBytes=-1")]
    [TestCase("/jobs/{0}/output?tailLines=-1")]
    [TestCase("/jobs/{0}/output?tailLines=2147483648")]
    [TestCase("/jobs/{0}/output?from=1&tailBytes=1")]
    [TestCase("/jobs/{0}/output?follow=yes")]
    [TestCase("/jobs/{0}/output?follow=1")]
    [TestCase("/jobs/{0}/output?source=stdin")]
    [TestCase("/jobs/{0}/output?source=1")]
    [TestCase("/jobs/{0}/output?offset=1")]
    [TestCase("/jobs/{0}/events?source=")]
    public async Task A_query(string path) => await Gets(HttpStatusCode.BadRequest, "invalid-request", HttpMethod.Get, path);

    [TestCase("1")]
    [TestCase("-1")]
    [TestCase("not-a-job")]
    [TestCase("00000000-0000-0000-0000-000000000000")]
    [TestCase("{0}0")]
    [TestCase("%2e%2e%2fetc")]
    [TestCase("%F0%9F%92%A9")]
    public async Task An_id_that_is_none(string id) => await Gets(HttpStatusCode.NotFound, "job-not-found", HttpMethod.Get, $"/jobs/{id}");

    [TestCase("N")]
    [TestCase("B")]
    [TestCase("P")]
    public async Task An_id_that_is_written_otherwise(string format)
    {
        var job = await _server.Alice.StartAsync(new { command = "true" });
        await Gets(HttpStatusCode.NotFound, "job-not-found", HttpMethod.Get, $"/jobs/{Uri.EscapeDataString(job.ToString(format))}");
    }

    // The server itself, before any handler.
    [Test]
    public async Task A_path_with_nul_in_it()
    {
        using var answer = await _server.Alice.GetAsync(new Uri("/jobs/%00", UriKind.Relative));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [TestCase("Last-Event-ID", "-1")]
    [TestCase("Last-Event-ID", "one")]
    [TestCase("Last-Event-ID", "9223372036854775808")]
    [TestCase("Last-Event-ID", "1, 2")]
    public async Task A_place_to_go_on_from(string header, string value) => await Gets(HttpStatusCode.BadRequest, "invalid-request", HttpMethod.Get, "/jobs/{0}/events", header, value);

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("257")]
    public async Task A_key(string value) => await Gets(
        HttpStatusCode.BadRequest, "invalid-request", HttpMethod.Post, Call.Jobs, "Idempotency-Key", value == "257" ? new string('k', 257) : value, Call.Json("""{ "command": "true" }"""));

    [TestCase("bytes=6-", HttpStatusCode.RequestedRangeNotSatisfiable)]
    [TestCase("bytes=99999999999-", HttpStatusCode.RequestedRangeNotSatisfiable)]
    [TestCase("bytes=-0", HttpStatusCode.RequestedRangeNotSatisfiable)]
    public async Task A_range_that_there_is_not(string range, HttpStatusCode status) =>
        await Gets(status, "range-not-kept", HttpMethod.Get, "/jobs/{0}/output", "Range", range);

    // RFC 9110: what is no range is answered as if it weren't there.
    [Test]
    public async Task A_range_that_is_none_is_overlooked(
        [Values("bytes", "bytes=", "bytes=x-y", "bytes=5-2", "bytes=--1", "lines=1-2", "bytes=99999999999999999999999-", "bytes=0-1,3-4")] string range)
    {
        using var request = Call.Request(HttpMethod.Get, $"/jobs/{_job}/output");
        request.Headers.TryAddWithoutValidation("Range", range);
        using var answer = await _server.Alice.SendAsync(request);
        Assert.That((answer.StatusCode, await answer.Content.ReadAsStringAsync()), Is.EqualTo((HttpStatusCode.OK, "hello\n")));
    }

    [TestCase("PUT", "/jobs", "GET, POST")]
    [TestCase("PATCH", "/jobs/{0}", "DELETE, GET")]
    [TestCase("GET", "/jobs/{0}/stop", "POST")]
    [TestCase("DELETE", "/jobs/events", "GET")]
    [TestCase("DELETE", "/jobs/{0}/output", "GET, HEAD")]
    [TestCase("TRACE", "/jobs", "GET, POST")]
    public async Task A_method_that_is_not_meant(string method, string path, string allowed)
    {
        using var request = Call.Request(new HttpMethod(method), string.Format(null, path, _job));
        using var answer = await _server.Alice.SendAsync(request);
        await answer.ProblemAsync(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        Assert.That(answer.Content.Headers.Allow.Order(), Is.EqualTo(allowed.Split(", ")));
        Assert.That(_server.Log.Audit.Last().Values, Does.Contain(KeyValuePair.Create("Status", "405")).And.Contain(KeyValuePair.Create("Rule", "method")));
    }

    private async Task Gets(HttpStatusCode status, string type, HttpMethod method, string path, string? header = null, string? value = null, HttpContent? content = null)
    {
        using var request = Call.Request(method, path.Replace("{0}", $"{_job}", StringComparison.Ordinal), content);
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        using var answer = await _server.Alice.SendAsync(request);
        await answer.ProblemAsync(status, type);
    }
}
