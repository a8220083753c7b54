using System.Security.Cryptography.X509Certificates;
using JobRunner.Http.Access;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Streaming;

public sealed class FollowerTests
{
    private const int Many = 1000;

    [Test]
    public async Task A_thousand_followers_of_one_job_get_all_of_it()
    {
        const int Count = 50_000;
        await using var server = await JobsServer.StartAsync();
        var job = await server.Alice.StartAsync(new { command = "sh", arguments = new[] { "-c", $"cat; head -c {Count - 5} /dev/zero" }, keepInputOpen = true });
        var followers = Enumerable.Range(0, Many).Select(async _ =>
        {
            var count = 0L;
            await foreach (var item in server.Alice.EventsAsync($"/jobs/{job}/events"))
            {
                count += item.EventType == "output" ? item.Bytes().Length : 0;
            }

            return count;
        }).ToArray();
        await Waiting.Until("all of them follow", () => CountOf(server) == Many);
        await server.Jobs.WriteInputAsync(job, "begin"u8.ToArray());
        await server.Jobs.CloseInputAsync(job);
        Assert.That(await Task.WhenAll(followers).Within("all have got the end"), Has.All.EqualTo(Count));
        await Waiting.Until("all of them have been let go", () => CountOf(server) == 0);
        Assert.That(server.Log.Errors, Is.Empty);
    }

    [Test]
    public async Task A_thousand_streams_that_are_broken_off_leave_nothing()
    {
        await using var server = await JobsServer.StartAsync();
        var job = await server.Alice.StartAsync(Call.Shell("echo ready; exec sleep 100"));
        using var certificate = server.Certificates.Client("alice");
        await OpenAndBreakOff(server, certificate, job, 10);
        var descriptors = OwnDescriptors.Count();
        for (var i = 0; i < Many / 100; i++)
        {
            await OpenAndBreakOff(server, certificate, job, 100);
        }

        await Waiting.Until("all of them have been let go", () => CountOf(server) == 0);
        await Waiting.Until("no more descriptors are open than before", () => OwnDescriptors.Count() <= descriptors);
        Assert.That(server.Log.Errors, Is.Empty);
        var manager = (JobsManager)server.Jobs;
        Assert.That(manager.Table.WatcherCount, Is.Zero);
        Assert.That(manager.Table.Get(job).Output.ReaderCount, Is.Zero);
    }

    [Test]
    public async Task A_client_that_does_not_read_holds_up_neither_the_job_nor_others()
    {
        const int Count = 200_000_000;
        await using var server = await JobsServer.StartAsync();
        var job = await server.Alice.StartAsync(new { command = "sh", arguments = new[] { "-c", $"cat; head -c {Count} /dev/zero" }, keepInputOpen = true });
        var stalled = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => server.Alice.OpenAsync($"/jobs/{job}/{(i % 2 == 0 ? "output" : "events")}")));
        await server.Jobs.CloseInputAsync(job);
        var status = await server.Alice.WaitAsync(job);
        Assert.That((long)status["outputBytes"]!, Is.EqualTo(Count));
        using var reader = await server.Alice.OpenAsync($"/jobs/{job}/output");
        Assert.That(await Length(reader).Within("another reader gets all"), Is.EqualTo(Count));
        Array.ForEach(stalled, one => one.Dispose());
        await Waiting.Until("all of them have been let go", () => CountOf(server) == 0);
    }

    private static int CountOf(JobsServer server) => server.Services.GetRequiredService<Followers>().Count;

    // Each on a connection of its own, which goes with it.
    private static async Task OpenAndBreakOff(JobsServer server, X509Certificate2 certificate, Guid job, int count) => await Task.WhenAll(Enumerable.Range(0, count).Select(async i =>
    {
        using var client = server.ClientWith(certificate);
        using var answer = await client.OpenAsync($"/jobs/{job}/{(i % 2 == 0 ? "output" : "events")}");
        await using var body = await answer.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[1]).AsTask().Within("the stream has begun");
    }));

    private static async Task<long> Length(HttpResponseMessage answer)
    {
        await using var body = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[256 * 1024];
        var length = 0L;
        for (int count; (count = await body.ReadAsync(buffer)) > 0; length += count)
        {
            // What comes is let go.
        }

        return length;
    }
}
