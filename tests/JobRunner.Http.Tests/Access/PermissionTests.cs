using System.Net;
using System.Net.Http.Json;
using JobRunner.Http.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Access;

public sealed class PermissionTests
{
    private static readonly string[] All = ["start", "query", "stop", "input", "output", "all-jobs"];

    [TestCaseSource(typeof(Route), nameof(Route.OfOneJob))]
    public async Task Who_lacks_the_permission_gets_403_also_for_its_own_job(Route route)
    {
        await using var server = await JobsServer.StartAsync();
        var job = await server.Alice.StartAsync(Call.Sleep);
        server.Settings.Permit("alice", [.. All.Except([route.Permission])]);
        using var answer = await server.Alice.SendAsync(route.RequestFor(job));
        await IsForbidden(answer, route.Method);
        Assert.That((await server.Jobs.QueryAsync(job)).State, Is.EqualTo(JobState.Running));
    }

    [Test]
    public async Task Who_may_not_start_gets_403_and_there_is_no_job()
    {
        await using var server = await JobsServer.StartAsync();
        using var answer = await server.ClientFor("reader").PostAsJsonAsync(Call.Jobs, Call.Sleep);
        await answer.ProblemAsync(HttpStatusCode.Forbidden, "not-permitted");
        Assert.That(await server.Jobs.ListAsync().AnyAsync(), Is.False);
    }

    [Test]
    public async Task A_name_that_is_not_in_the_table_may_do_nothing([Values("/", "/jobs", "/jobs/events", "/openapi/v1.json")] string path)
    {
        await using var server = await JobsServer.StartAsync();
        using var answer = await server.ClientFor("stranger").GetAsync(new Uri(path, UriKind.Relative));
        await answer.ProblemAsync(HttpStatusCode.Forbidden, "not-permitted");
    }

    [Test]
    public async Task Names_are_told_apart_by_case()
    {
        await using var server = await JobsServer.StartAsync();
        using var answer = await server.ClientFor("Alice").GetAsync(new Uri(Call.Jobs, UriKind.Relative));
        await answer.ProblemAsync(HttpStatusCode.Forbidden, "not-permitted");
    }

    [Test]
    public async Task A_change_of_the_table_holds_at_once()
    {
        await using var server = await JobsServer.StartAsync();
        var late = server.ClientFor("late");
        using var before = await late.GetAsync(new Uri(Call.Jobs, UriKind.Relative));
        server.Settings.Permit("late", "query");
        using var after = await late.GetAsync(new Uri(Call.Jobs, UriKind.Relative));
        server.Settings.Permit("late");
        using var again = await late.GetAsync(new Uri(Call.Jobs, UriKind.Relative));
        Assert.That(new[] { before.StatusCode, after.StatusCode, again.StatusCode }, Is.EqualTo(new[] { HttpStatusCode.Forbidden, HttpStatusCode.OK, HttpStatusCode.Forbidden }));
    }

    [Test]
    public async Task A_change_that_makes_no_sense_is_an_error_in_the_log_and_changes_nothing()
    {
        await using var server = await JobsServer.StartAsync();
        server.Settings.Permit("alice", "everything");
        await server.Alice.GetJsonAsync(Call.Jobs);
        Assert.That(server.Log.Errors.Select(entry => $"{entry}"), Has.Exactly(1).Contains("'alice' is given 'everything'"));
        server.Settings.Permit("alice");
        using var answer = await server.Alice.GetAsync(new Uri(Call.Jobs, UriKind.Relative));
        await answer.ProblemAsync(HttpStatusCode.Forbidden, "not-permitted");
    }

    [Test]
    public async Task Nor_does_one_that_is_no_number()
    {
        await using var server = await JobsServer.StartAsync();
        server.Settings.Change(nameof(JobsHttpOptions.MaxJobsPerClient), "many");
        await server.Alice.GetJsonAsync(Call.Jobs);
        Assert.That(server.Log.Errors.Select(entry => $"{entry}"), Has.Exactly(1).Contains("MaxJobsPerClient"));
    }

    private static async Task IsForbidden(HttpResponseMessage answer, string method)
    {
        if (method == "HEAD")
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        }
        else
        {
            await answer.ProblemAsync(HttpStatusCode.Forbidden, "not-permitted");
        }
    }
}
