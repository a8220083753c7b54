using System.Net;
using System.Net.Http.Json;
using JobRunner.Http.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Endpoints;

/// <summary>The same over HTTP/2, where one connection carries all of a client's requests.</summary>
public sealed class Http2Tests
{
    private const int Jobs = 20;

    [Test]
    public async Task Jobs_are_started_followed_and_stopped_on_one_connection()
    {
        await using var server = await JobsServer.StartAsync();
        using var client = server.ClientWith(server.Certificates.Client("alice"));
        (client.DefaultRequestVersion, client.DefaultVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        await Task.WhenAll(Enumerable.Range(0, Jobs).Select(_ => RunAsync(client)));
        Assert.That(server.Log.Errors, Is.Empty);
    }

    [Test]
    public async Task A_serial_that_is_refused_ends_what_is_under_way_and_gets_401()
    {
        await using var server = await JobsServer.StartAsync();
        var certificate = server.Certificates.Client("alice");
        using var client = server.ClientWith(certificate);
        (client.DefaultRequestVersion, client.DefaultVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        var job = await client.StartAsync(Call.Sleep);
        using var stream = await EndlessAnswer.OpenAsync(server, client, $"/jobs/{job}/output");
        server.Certificates.Refuse(certificate);
        await stream.EndsEarlyAsync();
        using var answer = await client.GetAsync(new Uri(Call.Jobs, UriKind.Relative));
        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "not-authenticated");
    }

    private static async Task RunAsync(HttpClient client)
    {
        var job = await client.StartAsync(Call.Shell("echo ready; sleep 100"));
        using var output = await client.OpenAsync($"/jobs/{job}/output");
        await using var body = await output.Content.ReadAsStreamAsync();
        var ready = new byte[6];
        await body.ReadExactlyAsync(ready);
        using var stopped = await client.PostAsJsonAsync($"/jobs/{job}/stop", new { gracePeriod = "00:00:05" });
        Assert.That((string?)(await stopped.JsonAsync())["outcome"], Is.EqualTo("Stopped"));
        Assert.That(await body.ReadAsync(ready), Is.Zero, "the output has ended");
    }
}
