using JobRunner.Conformance.Tests.Support;
using JobRunner.Http.Client;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using NUnit.Framework;

namespace JobRunner.Conformance.Tests.Client;

/// <summary>A host limits its calls by ASP.NET Core's own means, which know nothing of JobRunner's problems.</summary>
public sealed class RateLimitTests
{
    [Test]
    public async Task What_a_limiter_refuses_is_tried_again()
    {
        var refused = 0;
        await using var server = await StartAsync(limits =>
        {
            limits.OnRejected = (_, _) => new(Task.FromResult(Interlocked.Increment(ref refused)));
            limits.AddConcurrencyLimiter("calls", limiter => limiter.PermitLimit = 1);
        });
        await using var client = NewClient(server, retries: 1000);
        var job = await client.StartAsync("sleep", "100");
        var wait = client.WaitAsync(job);
        await Waiting.Until("the wait is the one call that may be", () => server.FollowerCount() == 1);
        var query = client.QueryAsync(job).AsTask();
        await Waiting.Until("another is refused", () => Volatile.Read(ref refused) > 0);
        await server.Jobs.StopAsync(job, TimeSpan.Zero);
        JobStatus[] statuses = [await wait.Within("it ends"), await query.Within("there is room for the other")];
        Assert.That(statuses.Select(status => status.Id), Is.All.EqualTo(job));
    }

    [Test]
    public async Task Who_gives_up_is_told_of_the_limit()
    {
        await using var server = await StartAsync(limits => limits.AddFixedWindowLimiter("calls", limiter => (limiter.PermitLimit, limiter.Window) = (1, TimeSpan.FromHours(1))));
        await using var client = NewClient(server, retries: 2);
        await client.ListAsync().AnyAsync();
        await Assert.ThatAsync(
            async () => await client.ListAsync().AnyAsync().AsTask().Within("it gives up"),
            Throws.TypeOf<JobsConnectionException>().With.Message.Contains("429").And.Message.Contains("limit").And.Message.Not.Contains("BaseAddress"));
    }

    [TestCase("{\"title\":\"too many\"}")]
    [TestCase("{\"type\":\"https://gateway.example/limit\",\"title\":\"too many\",\"status\":429,\"detail\":\"wait\",\"traceId\":\"1\"}")]
    [TestCase("<html>")]
    public async Task A_gateways_own_problem_is_taken_by_its_status(string body)
    {
        var calls = 0;
        await using var server = await JobsServer.StartAsync(setup => setup.Map = app =>
        {
            app.Use((context, next) => Interlocked.Increment(ref calls) > 1 ? next(context) : Results.Text(body, "application/problem+json", statusCode: 429).ExecuteAsync(context));
            app.MapJobsHttp();
        });
        await using var client = NewClient(server, retries: 1);
        Assert.That(await client.ListAsync().AnyAsync().AsTask().Within("it is tried again"), Is.False);
    }

    private static Task<JobsServer> StartAsync(Action<RateLimiterOptions> configure) => JobsServer.StartAsync(setup =>
    {
        setup.Services = services => services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = 429;
            configure(limits);
        });
        setup.Map = app =>
        {
            app.UseRateLimiter();
            app.MapJobsHttp().RequireRateLimiting("calls");
        };
    });

    private static JobsClient NewClient(JobsServer server, int retries)
    {
        var options = server.ClientOptions("alice");
        options.MaxRetries = retries;
        return new JobsClient(options);
    }
}
