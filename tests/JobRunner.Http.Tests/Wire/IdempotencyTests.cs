using System.Net;
using System.Net.Http.Json;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Wire;

public sealed class IdempotencyTests
{
    private const string Key = "Idempotency-Key";

    [Test]
    public async Task The_same_key_50_times_at_once_starts_one_job()
    {
        await using var server = await JobsServer.StartAsync();
        var jobs = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => StartAsync(server.Alice, "k", Call.Sleep))).Within("all are answered");
        Assert.That(jobs.Distinct(), Has.Exactly(1).Items);
        Assert.That(await server.Jobs.ListAsync().CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task With_another_body_it_is_refused()
    {
        await using var server = await JobsServer.StartAsync();
        await StartAsync(server.Alice, "k", Call.Sleep);
        using var answer = await SendAsync(server.Alice, "k", new { command = "true" });
        await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        Assert.That(await server.Jobs.ListAsync().CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task Each_client_has_keys_of_its_own()
    {
        await using var server = await JobsServer.StartAsync();
        Assert.That(await StartAsync(server.Alice, "k", Call.Sleep), Is.Not.EqualTo(await StartAsync(server.Bob, "k", Call.Sleep)));
    }

    [Test]
    public async Task It_is_forgotten_after_its_time()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await JobsServer.StartAsync(setup => (setup.Time, setup.Http) = (time, options => options.IdempotencyRetention = TimeSpan.FromHours(1)));
        var first = await StartAsync(server.Alice, "k", Call.Sleep);
        time.Advance(TimeSpan.FromMinutes(59));
        var second = await StartAsync(server.Alice, "k", Call.Sleep);
        time.Advance(TimeSpan.FromMinutes(1));
        var third = await StartAsync(server.Alice, "k", Call.Sleep);
        Assert.That((second, third == first), Is.EqualTo((first, false)));
    }

    [Test]
    public async Task A_start_that_takes_longer_than_that_is_not_begun_twice()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await JobsServer.StartAsync(setup => (setup.Time, setup.Http) = (time, options => options.IdempotencyRetention = TimeSpan.FromMinutes(1)));
        var starts = server.Services.GetRequiredService<Http.Wire.Idempotency>();
        var job = new TaskCompletionSource<Guid>();
        var first = starts.StartOnceAsync("alice", "k", [], () => job.Task);
        time.Advance(TimeSpan.FromMinutes(2));
        var second = starts.StartOnceAsync("alice", "k", [], () => Task.FromResult(Guid.Empty));
        job.SetResult(Guid.NewGuid());
        Assert.That(await second.Within("it is answered"), Is.EqualTo(await first));
    }

    [Test]
    public async Task A_start_that_failed_is_tried_again()
    {
        await using var server = await JobsServer.StartAsync();
        var file = server.Certificates.PathOf("program.sh");
        using var failed = await SendAsync(server.Alice, "k", new { command = file });
        await failed.ProblemAsync(HttpStatusCode.UnprocessableEntity, "can-not-start");

        Assert.That(server.Services.GetRequiredService<Http.Wire.Idempotency>().Count, Is.Zero, "nothing is remembered of it");

        // A link, as a file that was just written may still be open in a child of another test.
        File.CreateSymbolicLink(file, "/bin/true");
        await StartAsync(server.Alice, "k", new { command = file });
    }

    [Test]
    public async Task So_is_one_that_a_rule_refused()
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Http = options => options.MaxJobsPerClient = 1);
        var first = await StartAsync(server.Alice, "first", Call.Sleep);
        using var refused = await SendAsync(server.Alice, "k", Call.Sleep);
        await refused.ProblemAsync(HttpStatusCode.TooManyRequests, "rule-broken");
        await server.Jobs.StopAsync(first, TimeSpan.Zero);
        await StartAsync(server.Alice, "k", Call.Sleep);
    }

    [Test]
    public async Task The_job_goes_on_where_who_asked_first_has_gone_away()
    {
        await using var server = await JobsServer.StartAsync();
        using var gone = new CancellationTokenSource();
        var first = SendAsync(server.Alice, "k", Call.Sleep, gone.Token);
        await Waiting.Until("the job runs", async () => await server.Jobs.ListAsync().AnyAsync());
        await gone.CancelAsync();
        await first.ContinueWith(static _ => { }, TaskScheduler.Default);
        await StartAsync(server.Alice, "k", Call.Sleep);
        Assert.That(await server.Jobs.ListAsync().CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task Of_too_many_keys_the_oldest_that_has_its_job_gives_way()
    {
        const int Most = 100_000;
        await using var server = await JobsServer.StartAsync();
        var keys = server.Services.GetRequiredService<Http.Wire.Idempotency>();
        var underWay = new TaskCompletionSource<Guid>();
        var first = keys.StartOnceAsync("c", "under way", [], () => underWay.Task);
        for (var i = 0; i < Most; i++)
        {
            await keys.StartOnceAsync("c", $"{i}", [], () => Task.FromResult(Guid.NewGuid()));
        }

        Assert.That(keys.Count, Is.EqualTo(Most));
        var again = keys.StartOnceAsync("c", "under way", [], Never);
        underWay.SetResult(Guid.NewGuid());
        Assert.That(await again, Is.EqualTo(await first));
        await keys.StartOnceAsync("c", $"{Most - 1}", [], Never);
        await Assert.ThatAsync(() => keys.StartOnceAsync("c", "0", [], Never), Throws.InvalidOperationException, "the oldest is forgotten");

        static Task<Guid> Never() => throw new InvalidOperationException("It is started twice.");
    }

    private static async Task<Guid> StartAsync(HttpClient client, string key, object spec)
    {
        using var answer = await SendAsync(client, key, spec);
        return (await answer.JsonAsync(HttpStatusCode.Created))["id"]!.GetValue<Guid>();
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string key, object spec, CancellationToken cancellationToken = default)
    {
        using var request = Call.Request(HttpMethod.Post, Call.Jobs, JsonContent.Create(spec));
        request.Headers.Add(Key, key);
        return await client.SendAsync(request, cancellationToken);
    }
}
