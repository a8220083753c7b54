using JobRunner.Conformance.Tests.Support;
using JobRunner.Http.Client;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace JobRunner.Conformance.Tests.Client;

/// <summary>A server that says more, or less, than this client knows.</summary>
public sealed class NewerServerTests
{
    private const string Job = """{"id":"ID","command":"x","state":"Finished","createdAt":"2026-01-01T00:00:00Z","novelty":{"a":[1]}}""";
    private const string Output = "event: output\nid: 3\ndata: {\"source\":\"StandardOutput\",\"offset\":0,\"skipped\":0,\"timestamp\":\"2026-01-01T00:00:00Z\",\"data\":\"YWJj\",\"novelty\":1}\n\n";

    [Test]
    public async Task Members_that_are_unknown_or_missing_do_no_harm()
    {
        await using var served = await ServeAsync(static _ => "");
        var jobId = Guid.NewGuid();
        var status = await served.Client.QueryAsync(jobId);
        Assert.That(status, Has.Property("Id").EqualTo(jobId).And.Property("Arguments").Empty.And.Property("Labels").Empty.And.Property("IsFinished").True);
    }

    [Test]
    public async Task Unknown_events_are_overlooked_and_an_event_that_is_not_whole_is_none()
    {
        var end = $"event: end\ndata: {Job}\n";
        await using var served = await ServeAsync(n => n == 1 ? $"event: novelty\ndata: what\n\n{Output}{end}" : $": heartbeat\n\n{end}\n");
        Assert.That(await served.Client.ReadOutputTextAsync(Guid.NewGuid()).Within("the output ends"), Is.EqualTo("abc"));
        Assert.That(served.Queries, Is.EqualTo(new[] { "?from=0", "?from=3" }));
    }

    [TestCase("", "?tailBytes=3", TestName = "An_id_that_came_with_half_an_event_is_none")]
    [TestCase($"event: state\ndata: {Job}\n\n", "?from=5", TestName = "Where_a_tail_begins_is_known_as_soon_as_an_event_is_whole")]
    public async Task Where_a_tail_goes_on(string first, string next)
    {
        await using var served = await ServeAsync(n => n == 1 ? $"id: 5\n\n{first}event: output\nid: 8\ndata: {{\"sou" : $"event: end\ndata: {Job}\n\n");
        await served.Client.ReadOutputTextAsync(Guid.NewGuid(), new() { TailBytes = 3 }).Within("the output ends");
        Assert.That(served.Queries, Is.EqualTo(new[] { "?tailBytes=3", next }));
    }

    [Test]
    public async Task What_is_no_event_at_all_is_said_to_be_none()
    {
        await using var served = await ServeAsync(static _ => "event: output\ndata: <html>\n\n");
        await Assert.ThatAsync(
            () => served.Client.ReadOutputTextAsync(Guid.NewGuid()).Within("it fails"), Throws.TypeOf<JobsConnectionException>().With.Message.Contains("not what a JobRunner server does"));
    }

    [Test]
    public async Task A_server_whose_streams_come_to_nothing_is_given_up()
    {
        await using var served = await ServeAsync(static _ => ": heartbeat\n\n");
        await Assert.ThatAsync(() => served.Client.ReadOutputTextAsync(Guid.NewGuid()).Within("it fails"), Throws.TypeOf<JobsConnectionException>().With.Message.Contains("after 11 tries"));
        Assert.That(served.Queries, Has.Count.EqualTo(11));
    }

    private static async Task<Served> ServeAsync(Func<int, string> events)
    {
        var queries = new List<string>();
        var server = await JobsServer.StartAsync(setup => setup.Map = app =>
        {
            app.MapGet("/jobs/{id}", (string id) => Results.Text(Job.Replace("ID", id, StringComparison.Ordinal), "application/json"));
            app.MapGet("/jobs/{id}/events", (HttpContext context, string id) =>
            {
                queries.Add(context.Request.QueryString.Value!);
                return Results.Text(events(queries.Count).Replace("ID", id, StringComparison.Ordinal), "text/event-stream");
            });
        });
        return new(server, new JobsClient(server.ClientOptions("alice")), queries);
    }

    private sealed record Served(JobsServer Server, JobsClient Client, IReadOnlyList<string> Queries) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await Server.DisposeAsync();
        }
    }
}
