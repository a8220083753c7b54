using System.Net;
using System.Net.Http.Json;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Access;

public sealed class OwnershipTests
{
    [TestCaseSource(typeof(Route), nameof(Route.OfOneJob))]
    public async Task Another_client_s_job_is_answered_as_one_that_does_not_exist(Route route)
    {
        await using var server = await JobsServer.StartAsync();
        var others = await server.Bob.StartAsync(new { command = "sleep", arguments = new[] { "100" }, keepInputOpen = true });
        var known = await AnswerTo(server.Alice, route, others);
        var unknown = await AnswerTo(server.Alice, route, Guid.NewGuid());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(known, Does.StartWith("404"));
            Assert.That(known, Is.EqualTo(unknown));
            Assert.That((await server.Jobs.QueryAsync(others)).State, Is.EqualTo(JobState.Running));
        }
    }

    [TestCaseSource(typeof(Route), nameof(Route.OfOneJob))]
    public async Task An_operator_may_do_so_with_everybody_s(Route route)
    {
        await using var server = await JobsServer.StartAsync();
        var others = await server.Bob.StartAsync(new { command = "sh", arguments = new[] { "-c", "echo; sleep 100" }, keepInputOpen = true });

        // So that no answer takes longer than the test.
        await server.Jobs.StopAsync(others, TimeSpan.Zero);
        using var answer = await server.Operator.SendAsync(route.RequestFor(others));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK).Or.EqualTo(HttpStatusCode.NoContent).Or.EqualTo(HttpStatusCode.Conflict));
    }

    [Test]
    public async Task A_list_holds_the_caller_s_own_and_an_operator_s_all()
    {
        await using var server = await JobsServer.StartAsync();
        var hers = await server.Alice.StartAsync(Call.Sleep);
        var his = await server.Bob.StartAsync(Call.Sleep);
        var nobodys = await server.Jobs.StartAsync("sleep", "100");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await IdsSeenBy(server.Alice), Is.EqualTo(new[] { hers }));
            Assert.That(await IdsSeenBy(server.Bob), Is.EqualTo(new[] { his }));
            Assert.That(await IdsSeenBy(server.Operator), Is.EqualTo(new[] { hers, his, nobodys }));
        }
    }

    [Test]
    public async Task A_filter_by_owner_shows_no_others_job()
    {
        await using var server = await JobsServer.StartAsync();
        await server.Bob.StartAsync(Call.Sleep);
        Assert.That(await IdsSeenBy(server.Alice, "?label=jobrunner.owner:bob"), Is.Empty);
    }

    [Test]
    public async Task Nor_one_s_own_where_states_are_watched()
    {
        await using var server = await JobsServer.StartAsync();
        await server.Alice.StartAsync(Call.Sleep);
        await using var events = server.Alice.EventsAsync("/jobs/events?label=jobrunner.owner:bob").GetAsyncEnumerator();
        Assert.That(await events.MoveNextAsync().AsTask().Within("an event comes"), Is.True);
        Assert.That(events.Current.EventType, Is.EqualTo("snapshot-end"));
    }

    [Test]
    public async Task The_owner_is_the_server_s_to_say([Values("jobrunner.owner", "jobrunner.else")] string label)
    {
        await using var server = await JobsServer.StartAsync();
        using var answer = await server.Alice.PostAsJsonAsync(Call.Jobs, new { command = "true", labels = new Dictionary<string, string> { [label] = "bob" } });
        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        Assert.That((string?)problem["detail"], Does.Contain(label));
    }

    private static async Task<Guid[]> IdsSeenBy(HttpClient client, string query = "")
    {
        var page = await client.GetJsonAsync($"{Call.Jobs}{query}");
        return [.. page["jobs"]!.AsArray().Select(job => job!["id"]!.GetValue<Guid>())];
    }

    /// <returns>All of it but what is no two requests' alike.</returns>
    private static async Task<string> AnswerTo(HttpClient client, Route route, Guid jobId)
    {
        using var answer = await client.SendAsync(route.RequestFor(jobId));
        var text = await answer.Content.ReadAsStringAsync();
        if (text.Length > 0)
        {
            var problem = System.Text.Json.Nodes.JsonNode.Parse(text)!;
            text = text.Replace((string)problem["traceId"]!, "", StringComparison.Ordinal);
        }

        answer.Headers.Date = null;
        return $"{(int)answer.StatusCode}\n{answer.Headers}{answer.Content.Headers}\n{text}";
    }
}
