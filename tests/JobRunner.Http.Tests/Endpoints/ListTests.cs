using System.Net.Http.Json;
using System.Text.Json.Nodes;
using JobRunner.Http.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Endpoints;

public sealed class ListTests
{
    private const int Count = 25;

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(Count)]
    [TestCase(1000)]
    public async Task Pages_hold_all_jobs_once_in_order_of_creation(int limit)
    {
        await using var server = await JobsServer.StartAsync();
        var jobs = await StartAsync(server, Count);
        var pages = await PagesAsync(server.Alice, $"limit={limit}");
        Assert.That(pages.SelectMany(page => page), Is.EqualTo(jobs));
        Assert.That(pages, Has.All.Count.LessThanOrEqualTo(limit));
        Assert.That(pages, Has.Count.EqualTo((Count + limit - 1) / limit));
    }

    [Test]
    public async Task While_jobs_come_and_go_those_that_stay_are_seen_once()
    {
        await using var server = await JobsServer.StartAsync();
        var jobs = await StartAsync(server, Count);
        var gone = jobs.Where((_, i) => i % 3 == 0).ToArray();
        var next = 0;
        var pages = await PagesAsync(server.Alice, "limit=4", async () =>
        {
            // Also the one at which a page has ended.
            foreach (var job in gone.Skip(next).Take(2))
            {
                await server.Jobs.WaitAsync(job);
                await server.Jobs.RemoveAsync(job);
            }

            next += 2;
            await server.Bob.StartAsync(new { command = "true" });
        });
        var seen = pages.SelectMany(page => page).ToArray();
        Assert.That(seen, Is.Unique);
        Assert.That(seen.Except(gone), Is.EqualTo(jobs.Except(gone)));
    }

    [Test]
    public async Task So_are_jobs_of_the_same_moment()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await JobsServer.StartAsync(setup => setup.Time = time);
        var jobs = await StartAsync(server, 6);
        var pages = await PagesAsync(server.Alice, "limit=2");
        Assert.That(pages.SelectMany(page => page), Is.EqualTo(jobs));
    }

    [Test]
    public async Task Also_where_the_one_at_which_a_page_has_ended_is_gone()
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Time = new FakeTimeProvider(DateTimeOffset.UtcNow));
        var jobs = await StartAsync(server, 3);
        await server.Jobs.WaitAsync(jobs[0]);
        var isGone = false;
        var pages = await PagesAsync(server.Alice, "limit=1", async () =>
        {
            await (isGone ? Task.CompletedTask : server.Jobs.RemoveAsync(jobs[0]));
            isGone = true;
        });
        Assert.That(pages.SelectMany(page => page), Is.EqualTo(jobs));
    }

    [Test]
    public async Task A_filter_by_state_and_label_holds_on_all_pages()
    {
        await using var server = await JobsServer.StartAsync();
        var wanted = new List<Guid>();
        foreach (var (number, sleeps) in Enumerable.Range(0, 10).Select(i => (i, i % 3 == 0)))
        {
            var labels = new Dictionary<string, string> { ["parity"] = number % 2 == 0 ? "even" : "odd", ["colon"] = "a:b" };
            var job = await server.Alice.StartAsync(new { command = sleeps ? "sleep" : "true", arguments = sleeps ? new[] { "100" } : [], labels });
            if (sleeps)
            {
                wanted.Add(job);
            }
            else
            {
                await server.Jobs.WaitAsync(job);
            }
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await IdsAsync(server.Alice, "state=Running&limit=2"), Is.EqualTo(wanted));
            Assert.That(await IdsAsync(server.Alice, "state=running&label=parity:even&limit=1"), Is.EqualTo(wanted.Where((_, i) => i % 2 == 0)));
            Assert.That(await IdsAsync(server.Alice, "state=Finished&label=parity:odd&label=colon:a:b"), Has.Length.EqualTo(3));
            Assert.That(await IdsAsync(server.Alice, "state=Queued"), Is.Empty);
            Assert.That(await IdsAsync(server.Alice, "label=parity:"), Is.Empty);
        }
    }

    private static async Task<List<Guid>> StartAsync(JobsServer server, int count)
    {
        var jobs = new List<Guid>();
        while (jobs.Count < count)
        {
            jobs.Add(await server.Alice.StartAsync(new { command = "true" }));
        }

        return jobs;
    }

    private static async Task<Guid[]> IdsAsync(HttpClient client, string query) => [.. (await PagesAsync(client, query)).SelectMany(page => page)];

    private static async Task<List<List<Guid>>> PagesAsync(HttpClient client, string query, Func<Task>? between = null)
    {
        var pages = new List<List<Guid>>();
        string? cursor = null;
        do
        {
            var page = (await client.GetFromJsonAsync<JsonNode>(new Uri($"/jobs?{query}{(cursor is null ? "" : $"&cursor={cursor}")}", UriKind.Relative)))!;
            pages.Add([.. page["jobs"]!.AsArray().Select(job => job!["id"]!.GetValue<Guid>())]);
            cursor = (string?)page["nextCursor"];
            await (between?.Invoke() ?? Task.CompletedTask);
        }
        while (cursor is not null);

        return pages;
    }
}
