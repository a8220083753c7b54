using System.Net;
using System.Net.Http.Json;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Mapping;

public sealed class MapTests
{
    [TestCase(false, true, "AddJobsManager()")]
    [TestCase(true, false, "AddJobsHttp()")]
    [TestCase(false, false, "AddJobsManager()")]
    public async Task A_call_that_was_forgotten_is_named(bool hasManager, bool hasHttp, string call)
    {
        var builder = WebApplication.CreateSlimBuilder();
        if (hasManager)
        {
            builder.Services.AddJobsManager();
        }

        if (hasHttp)
        {
            builder.Services.AddJobsHttp(_ => { });
        }

        await using var app = builder.Build();
        Action[] maps = [() => app.MapJobsHttp(), () => app.MapJobsRoot(), () => app.MapJobsOpenApi()];
        foreach (var map in maps)
        {
            Assert.That(map, Throws.InvalidOperationException.With.Message.Contains(call));
        }
    }

    [TestCase("/api/v2/jobs")]
    [TestCase("/api/v2/jobs/")]
    [TestCase("work")]
    public async Task Another_pattern_does_also_in_the_location_of_a_new_job(string pattern)
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Map = app => app.MapJobsHttp(pattern));
        var path = $"/{pattern.Trim('/')}";
        using var started = await server.Alice.PostAsJsonAsync(path, Call.Sleep);
        var status = await started.JsonAsync(HttpStatusCode.Created);
        Assert.That(started.Headers.Location, Is.EqualTo(new Uri($"{path}/{status["id"]}", UriKind.Relative)));
        using var queried = await server.Alice.GetAsync(started.Headers.Location);
        using var elsewhere = await server.Alice.GetAsync(new Uri(Call.Jobs, UriKind.Relative));
        Assert.That(queried.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(elsewhere.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task The_root_links_to_where_the_jobs_are([Values("/jobs", "/api/v2/jobs")] string pattern)
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Map = app =>
        {
            app.MapJobsHttp(pattern);
            app.MapJobsRoot();
        });
        var root = await server.Alice.GetJsonAsync("/");
        using (Assert.EnterMultipleScope())
        {
            Assert.That((string?)root["service"], Is.EqualTo("JobRunner"));
            Assert.That((string?)root["client"], Is.EqualTo("alice"));
            Assert.That(root["permissions"]!.AsArray().Select(permission => (string?)permission), Is.EqualTo(new[] { "start", "query", "stop", "input", "output" }));
            Assert.That((string?)root["links"]!["jobs"], Is.EqualTo(pattern));
            Assert.That((string?)root["links"]!["events"], Is.EqualTo($"{pattern}/events"));
        }
    }

    [Test]
    public async Task Rate_limits_compose()
    {
        await using var server = await JobsServer.StartAsync(setup =>
        {
            setup.Services = services => services.AddRateLimiter(limits => limits.AddFixedWindowLimiter("two", window => (window.PermitLimit, window.Window) = (2, TimeSpan.FromHours(1))));
            setup.Map = app =>
            {
                app.UseRateLimiter();
                app.MapJobsHttp().RequireRateLimiting("two");
                app.MapJobsRoot();
            };
        });
        await server.Alice.GetJsonAsync(Call.Jobs);
        await server.Alice.GetJsonAsync(Call.Jobs);
        using var third = await server.Alice.GetAsync(new Uri(Call.Jobs, UriKind.Relative));
        Assert.That(third.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        await server.Alice.GetJsonAsync("/");
    }

    [Test]
    public async Task More_authorisation_composes()
    {
        var noBob = new AuthorizationPolicyBuilder().RequireAssertion(context => context.User.Identity?.Name != "bob").Build();
        await using var server = await JobsServer.StartAsync(setup => setup.Map = app => app.MapJobsHttp().RequireAuthorization(noBob));
        await server.Alice.GetJsonAsync(Call.Jobs);
        using var his = await server.Bob.GetAsync(new Uri(Call.Jobs, UriKind.Relative));
        using var strangers = await server.ClientFor("stranger").GetAsync(new Uri(Call.Jobs, UriKind.Relative));
        await his.ProblemAsync(HttpStatusCode.Forbidden, "not-permitted");
        await strangers.ProblemAsync(HttpStatusCode.Forbidden, "not-permitted");
    }

    [Test]
    public async Task In_a_host_that_compresses_an_answer_begins_at_once()
    {
        await using var server = await JobsServer.StartAsync(setup =>
        {
            setup.Services = services => services.AddResponseCompression(options => options.EnableForHttps = true);
            setup.Map = app =>
            {
                app.UseResponseCompression();
                app.MapJobsHttp();
            };
        });
        using var request = Call.Request(HttpMethod.Get, $"/jobs/{await server.Alice.StartAsync(Call.Sleep)}/output");
        request.Headers.Add("Accept-Encoding", "gzip");
        using var answer = await server.Alice.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Within("the answer begins");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }
}
