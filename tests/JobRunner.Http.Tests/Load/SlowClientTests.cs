using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Load;

/// <summary>Clients that take their time take nobody else's.</summary>
public sealed class SlowClientTests
{
    private const int Clients = 200;

    [Test]
    public async Task Requests_that_come_byte_by_byte_stop_nobody()
    {
        await using var server = await JobsServer.StartAsync();
        var certificate = server.Certificates.Client("bob");
        var connections = new List<RawConnection>();
        while (connections.Count < Clients)
        {
            connections.Add(await server.ConnectAsync(certificate));
        }

        foreach (var letter in "GET /jobs HTTP/1.1\r\nX-Slow: "u8.ToArray())
        {
            await Task.WhenAll(connections.Select(connection => connection.Stream.WriteAsync(new[] { letter }).AsTask())).Within("a byte is sent by each");
            if (letter == ' ')
            {
                await WorksFor(server.Alice);
            }
        }

        foreach (var connection in connections)
        {
            await connection.DisposeAsync();
        }

        await WorksFor(server.Alice);
        Assert.That(server.Log.Errors, Is.Empty);
    }

    [Test]
    public async Task Bodies_that_do_not_come_stop_nobody()
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Http = options => options.MaxJobsPerClient = 10);
        await using var connection = await server.ConnectAsync(server.Certificates.Client("alice"));
        await connection.SendAsync("POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");

        // The same client: what it has not said yet must not keep its turn.
        await WorksFor(server.Alice);
    }

    [Test]
    public async Task Answers_that_are_not_read_stop_nobody([Values("output", "events")] string kind)
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Manager = options => options.MaxOutputPerJob = 64 * 1024 * 1024);
        var job = await server.Bob.StartAsync(Call.Shell("head -c 20000000 /dev/zero"));
        var certificate = server.Certificates.Client("bob");
        var connections = new List<RawConnection>();
        while (connections.Count < 20)
        {
            connections.Add(await server.ConnectAsync(certificate));
            await connections[^1].SendAsync($"GET /jobs/{job}/{kind} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }

        await WorksFor(server.Alice);
        var output = await server.Bob.GetByteArrayAsync(new Uri($"/jobs/{job}/output", UriKind.Relative)).Within("another reader gets all");
        Assert.That(output, Has.Length.EqualTo(20_000_000));
        foreach (var connection in connections)
        {
            await connection.DisposeAsync();
        }

        Assert.That(server.Log.Errors, Is.Empty);
    }

    private static async Task WorksFor(HttpClient client)
    {
        var job = await client.StartAsync(new { command = "echo", arguments = new[] { "hello" } }).Within("a job is started");
        Assert.That(await client.GetStringAsync(new Uri($"/jobs/{job}/output", UriKind.Relative)).Within("its output is read"), Is.EqualTo("hello\n"));
    }
}
