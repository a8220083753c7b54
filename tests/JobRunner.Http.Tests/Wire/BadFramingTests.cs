using JobRunner.Http.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Wire;

/// <summary>What no HTTP client sends.</summary>
public sealed class BadFramingTests
{
    private const string Start = "POST /jobs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n";
    private const string Chunked = Start + "Transfer-Encoding: chunked\r\n\r\n";

    // The kind of each request, which stands in the test's name, and how it is answered.
    private static readonly TestCaseData<string, int>[] Requests =
    [
        new TestCaseData<string, int>($"{Chunked}zz\r\n{{}}\r\n0\r\n\r\n", 400).SetArgDisplayNames("a chunk's size that is no number"),
        new TestCaseData<string, int>($"{Chunked}-2\r\n{{}}\r\n0\r\n\r\n", 400).SetArgDisplayNames("a negative size"),
        new TestCaseData<string, int>($"{Chunked}FFFFFFFFFFFFFFFF\r\n{{}}\r\n", 400).SetArgDisplayNames("a huge size"),
        new TestCaseData<string, int>($"{Chunked}2\r\n{{}}garbage\r\n0\r\n\r\n", 400).SetArgDisplayNames("more than the size"),
        new TestCaseData<string, int>($"{Start}Transfer-Encoding: gzip\r\n\r\n", 400).SetArgDisplayNames("another coding"),
        new TestCaseData<string, int>($"{Start}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n", 400).SetArgDisplayNames("two lengths"),
        new TestCaseData<string, int>($"{Start}Content-Length: -1\r\n\r\n", 400).SetArgDisplayNames("a negative length"),
        new TestCaseData<string, int>($"{Start}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}", 400).SetArgDisplayNames("a length twice"),
        new TestCaseData<string, int>(Start.Replace("close\r\n", "close\n bad\r\n", StringComparison.Ordinal) + "\r\n", 400).SetArgDisplayNames("a folded header"),
        new TestCaseData<string, int>($"{Start}X-Large: {new string('x', 100_000)}\r\n\r\n", 431).SetArgDisplayNames("a header of 100 KB"),
        new TestCaseData<string, int>($"{Start}{string.Concat(Enumerable.Range(0, 1000).Select(i => $"X-{i}: {new string('x', 90)}\r\n"))}\r\n", 431).SetArgDisplayNames("100 KB of headers"),
        new TestCaseData<string, int>($"{Start}{string.Concat(Enumerable.Range(0, 200).Select(i => $"X-{i}: x\r\n"))}\r\n", 431).SetArgDisplayNames("200 headers"),
        new TestCaseData<string, int>($"GET /{new string('x', 100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414).SetArgDisplayNames("a path of 100 KB"),
        new TestCaseData<string, int>("GET /jobs HTTP/1.1\r\n\r\n", 400).SetArgDisplayNames("no host"),
        new TestCaseData<string, int>("GET /jobs HTTP/3.7\r\nHost: localhost\r\n\r\n", 505).SetArgDisplayNames("a version that there is not"),
        new TestCaseData<string, int>("GET\0/jobs HTTP/1.1\r\nHost: localhost\r\n\r\n", 400).SetArgDisplayNames("NUL in the request line"),
        new TestCaseData<string, int>("EHLO localhost\r\n\r\n", 505).SetArgDisplayNames("another protocol"),
    ];

    [TestCaseSource(nameof(Requests))]
    public async Task Is_answered_and_the_connection_closed(string request, int status)
    {
        await using var server = await JobsServer.StartAsync();
        await using var connection = await server.ConnectAsync(server.Certificates.Client("alice"));
        await connection.SendAsync(request);
        Assert.That(await connection.ReadToEndAsync(), Does.StartWith($"HTTP/1.1 {status} ").And.Not.Contain("at JobRunner").And.Not.Contain("Exception"));
        Assert.That(server.Log.Errors, Is.Empty);
        await server.Alice.GetJsonAsync(Call.Jobs);
    }

    [TestCase("zz\r\n")]
    [TestCase("FFFFFFFFFFFFFFFF\r\n")]
    public async Task So_is_input_that_is_badly_framed(string chunk)
    {
        await using var server = await JobsServer.StartAsync();
        var job = await server.Alice.StartAsync(new { command = "cat", keepInputOpen = true });
        await using var connection = await server.ConnectAsync(server.Certificates.Client("alice"));
        await connection.SendAsync($"POST /jobs/{job}/input?eof=true HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n{chunk}");
        Assert.That(await connection.ReadToEndAsync(), Does.StartWith("HTTP/1.1 400 "));
        Assert.That(server.Log.Errors, Is.Empty);

        // What ended badly is no end.
        Assert.That((await server.Jobs.QueryAsync(job)).State, Is.EqualTo(JobState.Running));
    }

    [Test]
    public async Task A_body_that_is_cut_off_starts_nothing_and_is_no_error()
    {
        await using var server = await JobsServer.StartAsync();
        await using (var connection = await server.ConnectAsync(server.Certificates.Client("alice")))
        {
            await connection.SendAsync($$"""{{Start}}Content-Length: 100{{"\r\n\r\n"}}{ "command": "true" }""");
        }

        await JobRunner.Tests.Support.Waiting.Until("the server has noticed", () => server.Log.Audit.Any());
        Assert.That(server.Log.Audit.Single().Values["Status"], Is.AnyOf("499", "400"));
        Assert.That(server.Log.Errors, Is.Empty);
        Assert.That(await server.Jobs.ListAsync().AnyAsync(), Is.False);
    }
}
