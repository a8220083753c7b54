using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Streaming;

public sealed class OutputBodyTests
{
    private const string FirstOffset = "Job-Output-First-Offset";
    private const int Count = 3_000_000;

    // 3 MB: some of it is in memory, most of it in the spool.
    private static readonly byte[] Bytes = TestChild.Program.RandomBytes(seed: 7, Count);

    private JobsServer _server = null!;
    private Guid _job;

    [OneTimeSetUp]
    public async Task Run()
    {
        _server = await JobsServer.StartAsync();
        _job = await _server.Alice.StartAsync(new { command = TestChild.Program.FilePath, arguments = new[] { "bytes-to-both", "7", $"{Count}" } });
        await _server.Alice.WaitAsync(_job);
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task Each_stream_comes_back_byte_for_byte()
    {
        var (output, error) = TestChild.Program.Split(Bytes);
        Assert.That(SHA256.HashData(await BytesOf("?source=stdout")), Is.EqualTo(SHA256.HashData(output)));
        Assert.That(SHA256.HashData(await BytesOf("?source=stderr")), Is.EqualTo(SHA256.HashData(error)));
        Assert.That(await BytesOf("?source=stdout&source=stderr"), Has.Length.EqualTo(Count).And.EqualTo(await BytesOf("")));
    }

    [Test]
    public async Task A_part_is_what_was_asked_for()
    {
        var all = await BytesOf("");
        Assert.That(await BytesOf("?from=1000000"), Is.EqualTo(all[1_000_000..]));
        Assert.That(await BytesOf("?tailBytes=70000"), Is.EqualTo(all[^70_000..]));
        Assert.That(await BytesOf($"?from={Count}"), Is.Empty);
        Assert.That(await BytesOf($"?from={long.MaxValue}&follow=false"), Is.Empty);
        Assert.That(await BytesOf("?tailBytes=0"), Is.Empty);
    }

    [TestCase("bytes=0-0", 0, 0)]
    [TestCase("bytes=5-1999999", 5, 1_999_999)]
    [TestCase("bytes=2000000-", 2_000_000, Count - 1)]
    [TestCase("bytes=-7", Count - 7, Count - 1)]
    [TestCase("bytes=-99999999", 0, Count - 1)]
    [TestCase("bytes=10-99999999", 10, Count - 1)]
    public async Task A_range_is_honoured(string range, int from, int to)
    {
        using var answer = await Get("", range);
        var all = await BytesOf("");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
            Assert.That(answer.Content.Headers.ContentRange?.ToString(), Is.EqualTo($"bytes {from}-{to}/{Count}"));
            Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(all[from..(to + 1)]));
        }
    }

    [TestCase("bytes=3000000-")]
    [TestCase("bytes=-0")]
    public async Task A_range_beyond_the_end_is_refused(string range)
    {
        using var answer = await Get("", range);
        await answer.ProblemAsync(HttpStatusCode.RequestedRangeNotSatisfiable, "range-not-kept");
        Assert.That(answer.Content.Headers.ContentRange?.ToString(), Is.EqualTo($"bytes */{Count}"));
    }

    [TestCase("lines=1-2")]
    [TestCase("bytes=0-1,5-6")]
    public async Task A_range_of_another_kind_is_overlooked(string range)
    {
        using var answer = await Get("", range);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Content.Headers.ContentLength, Is.EqualTo(Count));
    }

    [Test]
    public async Task A_range_goes_by_its_condition()
    {
        using var whole = await Get("");
        using var same = await Get("", "bytes=1-2", whole.Headers.ETag);
        using var other = await Get("", "bytes=1-2", new EntityTagHeaderValue("\"another\""));
        Assert.That(same.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
        Assert.That(other.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task HEAD_tells_how_much_there_is()
    {
        using var request = Call.Request(HttpMethod.Head, $"/jobs/{_job}/output");
        using var answer = await _server.Alice.SendAsync(request);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(answer.Content.Headers.ContentLength, Is.EqualTo(Count));
            Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/octet-stream"));
            Assert.That(answer.Headers.AcceptRanges, Is.EqualTo(["bytes"]));
            Assert.That(answer.Headers.Contains(FirstOffset), Is.False);
        }
    }

    [Test]
    public async Task A_running_jobs_output_comes_as_it_is_written()
    {
        var job = await _server.Alice.StartAsync(new { command = "cat", keepInputOpen = true });
        using var answer = await _server.Alice.OpenAsync($"/jobs/{job}/output");
        Assert.That(answer.Content.Headers.ContentLength, Is.Null);
        await using var body = await answer.Content.ReadAsStreamAsync();
        var line = new byte[2];
        for (var i = 0; i < 10; i++)
        {
            await Send($"/jobs/{job}/input", $"{i}\n");
            await body.ReadExactlyAsync(line).AsTask().Within("the line that was just written comes");
            Assert.That(line, Is.EqualTo(new[] { '0' + i, '\n' }));
        }

        Assert.That(await BytesOf("?follow=false", job), Has.Length.EqualTo(20));
        await Send($"/jobs/{job}/input?eof=true", "");
        Assert.That(await body.ReadAsync(line).AsTask().Within("the body ends"), Is.Zero);
    }

    [Test]
    public async Task What_is_no_longer_kept_is_told_before_the_body()
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Manager = options => options.MaxOutputPerJob = 100_000);
        var job = await server.Alice.StartAsync(new { command = TestChild.Program.FilePath, arguments = new[] { "bytes", "7", $"{Count}" } });
        var status = await server.Alice.WaitAsync(job);
        var start = (long)status["outputStart"]!;
        using var answer = await server.Alice.OpenAsync($"/jobs/{job}/output");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Headers.GetValues(FirstOffset), Is.EqualTo([$"{start}"]));
            Assert.That(await answer.Content.ReadAsByteArrayAsync(), Is.EqualTo(Bytes[(int)start..]));
        }

    }

    // Of what offset the bytes of such a body are depends on when it was asked for: who goes on at one could get others.
    [Test]
    public async Task Where_the_beginning_is_no_longer_kept_a_range_is_overlooked()
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Manager = options => options.MaxOutputPerJob = 1_500_000);
        var job = await server.Alice.StartAsync(new { command = TestChild.Program.FilePath, arguments = new[] { "bytes", "7", "2000000" } });
        await server.Alice.WaitAsync(job);
        using var whole = await server.Alice.OpenAsync($"/jobs/{job}/output");
        using var request = Call.Request(HttpMethod.Get, $"/jobs/{job}/output");
        request.Headers.Range = new RangeHeaderValue(600_000, null);
        using var resumed = await server.Alice.SendAsync(request);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(whole.Headers.ETag, Is.Null);
            Assert.That(whole.Headers.AcceptRanges, Is.Empty);
            Assert.That(resumed.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(await resumed.Content.ReadAsByteArrayAsync(), Is.EqualTo(await whole.Content.ReadAsByteArrayAsync()));
        }
    }

    [Test]
    public async Task A_gap_later_on_breaks_the_body_off()
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Manager = options => options.MaxOutputPerJob = 100_000);
        var job = await server.Alice.StartAsync(
            new { command = "sh", arguments = new[] { "-c", "echo first; cat >/dev/null; head -c 100000000 /dev/zero" }, keepInputOpen = true });
        using var answer = await server.Alice.OpenAsync($"/jobs/{job}/output");
        await using var body = await answer.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[6]).AsTask().Within("the first line comes");
        using var end = await server.Alice.PostAsync(new Uri($"/jobs/{job}/input?eof=true", UriKind.Relative), content: null);
        await server.Alice.WaitAsync(job);
        await Assert.ThatAsync(() => body.CopyToAsync(Stream.Null).Within("the body is broken off"), Throws.InstanceOf<IOException>());
        Assert.That(server.Log.Errors, Is.Empty);
    }

    private async Task<HttpResponseMessage> Get(string query, string? range = null, EntityTagHeaderValue? condition = null)
    {
        using var request = Call.Request(HttpMethod.Get, $"/jobs/{_job}/output{query}");
        if (range is not null)
        {
            request.Headers.TryAddWithoutValidation("Range", range);
        }

        if (condition is not null)
        {
            request.Headers.IfRange = new RangeConditionHeaderValue(condition);
        }

        return await _server.Alice.SendAsync(request).Within("the answer comes");
    }

    private Task<byte[]> BytesOf(string query, Guid? job = null) =>
        _server.Alice.GetByteArrayAsync(new Uri($"/jobs/{job ?? _job}/output{query}", UriKind.Relative)).Within("the body comes");

    private async Task Send(string path, string input)
    {
        using var content = new ByteArrayContent([.. input.Select(character => (byte)character)]);
        using var answer = await _server.Alice.PostAsync(new Uri(path, UriKind.Relative), content);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
    }
}
