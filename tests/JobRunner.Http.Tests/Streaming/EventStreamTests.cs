using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using JobRunner.Http.Access;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Streaming;

public sealed class EventStreamTests
{
    private JobsServer _server = null!;

    [OneTimeSetUp]
    public async Task Start() => _server = await JobsServer.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task Output_and_states_come_and_the_final_status_at_the_end()
    {
        var job = await _server.Alice.StartAsync(Call.Shell("echo out; echo err >&2; exit 3"));
        var events = await All(_server.Alice, job);
        var output = events.Where(item => item.EventType == "output").ToList();
        Assert.That(string.Concat(output.Where(item => (string?)item.Data["source"] == "StandardOutput").Select(item => Text(item))), Is.EqualTo("out\n"));
        Assert.That(string.Concat(output.Where(item => (string?)item.Data["source"] == "StandardError").Select(item => Text(item))), Is.EqualTo("err\n"));
        Assert.That(output[^1].EventId, Is.EqualTo("8"));
        Assert.That(events[^1].EventType, Is.EqualTo("end"));
        Assert.That((int?)events[^1].Data["exitCode"], Is.EqualTo(3));
        Assert.That(events.SkipLast(1).Select(item => item.EventType), Has.None.EqualTo("end"));
    }

    [Test]
    public async Task Nothing_in_the_output_breaks_the_framing()
    {
        var job = await _server.Alice.StartAsync(Call.Shell(@"printf 'a\r\nb\rc\n\n\ndata: x\n\nevent: end\n\n\000\377\r\n'"));
        var bytes = (await All(_server.Alice, job)).Where(item => item.EventType == "output").SelectMany(item => item.Bytes());
        Assert.That(bytes, Is.EqualTo("a\r\nb\rc\n\n\ndata: x\n\nevent: end\n\n\0\u00FF\r\n".Select(character => (byte)character)));
    }

    [Test]
    public async Task Without_following_it_ends_at_what_is_there()
    {
        var job = await _server.Alice.StartAsync(Call.Shell("echo ready; sleep 100"));
        await Waiting.Until("the job has written", async () => (long)(await _server.Alice.GetJsonAsync($"/jobs/{job}"))["outputBytes"]! == 6);
        var events = await All(_server.Alice, job, "?follow=false");
        Assert.That(events.Where(item => item.EventType == "output").SelectMany(item => item.Bytes()), Is.EqualTo("ready\n"u8.ToArray()));
        Assert.That(events[^1].EventType, Is.EqualTo("end"));
        Assert.That((string?)events[^1].Data["state"], Is.EqualTo("Running"));
    }

    [Test]
    public async Task A_job_that_is_forgotten_by_then_still_has_an_end()
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Manager = options => options.MaxFinishedJobs = 0);
        var job = await server.Alice.StartAsync(new { command = "cat", keepInputOpen = true });
        var events = All(server.Alice, job);
        await Waiting.Until("it is followed", () => ((JobsManager)server.Jobs).Table.WatcherCount == 1);
        await server.Jobs.CloseInputAsync(job);
        var end = (await events)[^1];
        Assert.That(end.EventType, Is.EqualTo("end"));
        Assert.That((string?)end.Data["outcome"], Is.EqualTo("Exited"));
    }

    [Test]
    public async Task Also_one_that_is_forgotten_while_its_stream_begins()
    {
        await using var manager = new JobsManager(new JobsManagerOptions());
        var job = Guid.Empty;
        var jobs = Interposed.Before(nameof(IJobsManager.WatchAsync), manager, async () =>
        {
            await manager.CloseInputAsync(job);
            await manager.WaitAsync(job);
            await manager.RemoveAsync(job);
        });
        await using var server = await JobsServer.StartAsync(setup => setup.Services = services => services.AddSingleton(jobs));
        job = await server.Alice.StartAsync(new { command = "cat", keepInputOpen = true });

        // It was there when the stream was asked for, and isn't any more: that the stream is not whole is said by breaking it off.
        // The client may not have got its head by then.
        await Assert.ThatAsync(
            () => server.Alice.GetAsync(new Uri($"/jobs/{job}/events", UriKind.Relative)).Within("the stream ends"),
            Throws.InstanceOf<HttpRequestException>());
    }

    [Test]
    public async Task A_stream_that_is_cut_a_hundred_times_loses_and_doubles_nothing()
    {
        const int Count = 8_000_000;
        const int Cuts = 100;
        var job = await _server.Alice.StartAsync(new { command = TestChild.Program.FilePath, arguments = new[] { "bytes-to-both", "11", $"{Count}" } });
        var random = new Random(11);
        using var joined = new MemoryStream();
        string? last = null;
        var streams = 0;
        for (var isWhole = false; !isWhole; streams++)
        {
            // Anywhere: between two events or in the middle of one.
            var most = streams < Cuts ? random.Next(1, 200_000) : long.MaxValue;
            await foreach (var item in _server.Alice.EventsAsync($"/jobs/{job}/events", last, most))
            {
                isWhole = item.EventType == "end";
                if (item.EventType == "output")
                {
                    Assert.That((long)item.Data["offset"]!, Is.EqualTo(joined.Length), "the next byte follows");
                    joined.Write(item.Bytes());
                    last = item.EventId;
                }
            }
        }

        Assert.That(streams, Is.GreaterThan(Cuts));
        Assert.That(joined.Length, Is.EqualTo(Count));
        Assert.That(joined.ToArray(), Is.EqualTo(await _server.Alice.GetByteArrayAsync(new Uri($"/jobs/{job}/output", UriKind.Relative))));
    }

    [Test]
    public async Task The_list_tells_the_callers_jobs_states_and_no_others()
    {
        using var leaving = new CancellationTokenSource();
        await using var events = _server.Bob.EventsAsync("/jobs/events?label=kind:watched", cancellationToken: leaving.Token).GetAsyncEnumerator();
        var next = events.MoveNextAsync().AsTask();
        var spec = new { command = "true", labels = new Dictionary<string, string> { ["kind"] = "watched" } };
        await _server.Alice.WaitAsync(await _server.Alice.StartAsync(spec));
        var job = await _server.Bob.StartAsync(spec);
        for (var state = ""; state != "Finished"; next = state == "Finished" ? next : events.MoveNextAsync().AsTask())
        {
            Assert.That(await next.Within("a state is told"), Is.True);
            if (events.Current.EventType == "snapshot-end")
            {
                continue;
            }

            Assert.That(events.Current.EventType, Is.EqualTo("state"));
            Assert.That((Guid)events.Current.Data["id"]!, Is.EqualTo(job));
            state = (string)events.Current.Data["state"]!;
        }
    }

    [TestCase("/jobs/events")]
    [TestCase("/jobs/{id}/events")]
    public async Task A_heartbeat_comes_when_nothing_happens(string path)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await JobsServer.StartAsync(setup => setup.Time = time);
        var job = await server.Alice.StartAsync(Call.Sleep);
        using var answer = await server.Alice.OpenAsync(path.Replace("{id}", $"{job}", StringComparison.Ordinal));
        using var body = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var lines = 0;
        var heartbeat = Task.Run(async () =>
        {
            // The job's state comes first, and where the list is watched that this is all for now.
            while (await body.ReadLineAsync() != ":")
            {
                lines++;
            }
        });
        await Waiting.Until("a heartbeat comes", () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return heartbeat.IsCompleted;
        });
        Assert.That(lines, Is.GreaterThan(2));
        await server.Jobs.StopAsync(job, TimeSpan.Zero);
    }

    [Test]
    public async Task Streams_end_promptly_when_the_host_stops()
    {
        var server = await JobsServer.StartAsync();
        await using (server)
        {
            var job = await server.Alice.StartAsync(Call.Sleep);
            using var body = await server.Alice.OpenAsync($"/jobs/{job}/output");
            using var events = await server.Alice.OpenAsync($"/jobs/{job}/events");
            using var list = await server.Alice.OpenAsync("/jobs/events");
            var wait = server.Alice.GetAsync(new Uri($"/jobs/{job}?wait=300", UriKind.Relative));
            var stubborn = await server.Alice.StartAsync(Call.Shell("trap '' TERM; echo ready; while :; do sleep 1; done"));
            await Waiting.Until("it is stubborn", async () => (long)(await server.Alice.GetJsonAsync($"/jobs/{stubborn}"))["outputBytes"]! == 6);
            var stop = server.Alice.PostAsync(new Uri($"/jobs/{stubborn}/stop", UriKind.Relative), Call.Json("""{ "gracePeriod": "00:05:00" }"""));
            await Waiting.Until("it is asked to stop", async () => (string?)(await server.Alice.GetJsonAsync($"/jobs/{stubborn}"))["state"] == "Stopping");
            await Waiting.Until("all are held open", () => server.Services.GetRequiredService<Followers>().Count == 5);
            server.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

            // Events end in good order, a body that isn't whole is broken off, and a wait is told why.
            await events.Content.CopyToAsync(Stream.Null).Within("the job's events end");
            await list.Content.CopyToAsync(Stream.Null).Within("the list's events end");
            await Assert.ThatAsync(() => body.Content.CopyToAsync(Stream.Null).Within("the body ends"), Throws.InstanceOf<Exception>());
            using var answer = await wait.Within("the wait ends");
            await answer.ProblemAsync(System.Net.HttpStatusCode.ServiceUnavailable, "stopping");
            using var stopAnswer = await stop.Within("the wait for the stop ends");
            await stopAnswer.ProblemAsync(System.Net.HttpStatusCode.ServiceUnavailable, "stopping");
            Assert.That((await server.Jobs.QueryAsync(stubborn))?.State, Is.EqualTo(JobState.Stopping), "none has waited for it");
            Assert.That(server.Log.Errors, Is.Empty);
            await server.Jobs.StopAsync(stubborn, TimeSpan.Zero);
        }
    }

    private static string Text(SseItem<JsonNode> output) => System.Text.Encoding.ASCII.GetString(output.Bytes());

    private static async Task<List<SseItem<JsonNode>>> All(HttpClient client, Guid job, string query = "") =>
        await client.EventsAsync($"/jobs/{job}/events{query}").ToListAsync().AsTask().Within("the stream ends");
}
