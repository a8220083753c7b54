using System.Net;
using System.Net.Http.Json;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Access;

/// <summary>How much a client may have at a time.</summary>
public sealed class QuotaTests
{
    private const string Broken = "rule-broken";

    [Test]
    public async Task Jobs_beyond_a_client_s_number_are_refused_also_when_all_come_at_once()
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Http = options => options.MaxJobsPerClient = 3);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => server.Alice.PostAsJsonAsync(Call.Jobs, Call.Sleep))).Within("all are answered");
        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.Created), Is.EqualTo(3));
        foreach (var answer in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
        {
            Assert.That((string?)(await answer.ProblemAsync(HttpStatusCode.TooManyRequests, Broken))["rule"], Is.EqualTo("MaxJobsPerClient"));
        }

        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Test]
    public async Task Others_jobs_and_finished_ones_do_not_count()
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Http = options => options.MaxJobsPerClient = 1);
        await server.Bob.StartAsync(Call.Sleep);
        await server.Alice.WaitAsync(await server.Alice.StartAsync(new { command = "true" }));
        var running = await server.Alice.StartAsync(Call.Sleep);
        await server.Jobs.StopAsync(running, TimeSpan.Zero);
        await server.Alice.StartAsync(Call.Sleep);
    }

    [Test]
    public async Task Streams_beyond_a_client_s_number_are_refused_until_one_ends([Values("output", "events")] string kind)
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Http = options => options.MaxFollowersPerClient = 2);
        var path = $"/jobs/{await server.Alice.StartAsync(Call.Sleep)}/{kind}";
        using var first = await server.Alice.OpenAsync(path);
        using var second = await server.Alice.OpenAsync("/jobs/events");
        using var third = await server.Alice.OpenAsync(path);
        var problem = await third.ProblemAsync(HttpStatusCode.TooManyRequests, Broken);
        Assert.That((string?)problem["rule"], Is.EqualTo("MaxFollowersPerClient"));

        using var others = await server.Bob.OpenAsync("/jobs/events");
        Assert.That(others.StatusCode, Is.EqualTo(HttpStatusCode.OK));

        second.Dispose();
        await Waiting.Until("there is room for another", async () =>
        {
            using var again = await server.Alice.OpenAsync(path);
            return again.StatusCode == HttpStatusCode.OK;
        });
    }
}
