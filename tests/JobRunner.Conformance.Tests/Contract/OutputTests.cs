using JobRunner.Conformance.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;
using ChildProgram = JobRunner.TestChild.Program;

namespace JobRunner.Conformance.Tests.Contract;

/// <summary>What a program wrote comes back, byte by byte, to whoever asks, from wherever it is asked for.</summary>
[TestFixture(Place.InProcess)]
[TestFixture(Place.OverHttps)]
public sealed class OutputTests(Place place) : ContractTests(place)
{
    private static readonly OutputReadOptions[] Contradictory =
    [
        new() { From = 1, TailBytes = 1 }, new() { From = 1, TailLines = 1 }, new() { TailBytes = 1, TailLines = 1 },
    ];

    private static readonly OutputReadOptions[] OutOfRange =
        [new() { From = -1 }, new() { TailBytes = -1 }, new() { TailLines = -1 }, new() { Sources = 0 }, new() { Sources = (OutputSources)8 }];

    [TestCase("", new byte[0])]
    [TestCase(@"a\000b\000", new byte[] { 97, 0, 98, 0 })]
    [TestCase(@"\377\376\303(", new byte[] { 255, 254, 195, 40 })]
    [TestCase(@"a\r\n\n\r", new byte[] { 97, 13, 10, 10, 13 })]
    [TestCase("no newline", new byte[] { 110, 111, 32, 110, 101, 119, 108, 105, 110, 101 })]
    public async Task Comes_back_as_it_was_written(string format, byte[] expected)
    {
        var job = await Jobs.StartAsync("printf", format);
        Assert.That(await Read(job), Is.EqualTo(expected), "live");
        Assert.That(await Read(job), Is.EqualTo(expected), "replayed");
        Assert.That(await WaitFor(job), Has.Property("OutputBytes").EqualTo(expected.Length).And.Property("OutputComplete").True);
    }

    [Test]
    public async Task Random_bytes_on_both_streams_come_back_each_on_its_own()
    {
        const int Count = 3_000_000;
        var job = await Jobs.StartAsync(Child("bytes-to-both", "7", $"{Count}"));
        var (output, error) = (new MemoryStream(), new MemoryStream());
        long offset = 0;
        await foreach (var chunk in Jobs.ReadOutputAsync(job))
        {
            Assert.That((chunk.Offset, chunk.Skipped), Is.EqualTo((offset, 0L)));
            Assert.That(chunk.Timestamp, Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromMinutes(1)).And.Property("Offset").EqualTo(TimeSpan.Zero));
            offset += chunk.Data.Length;
            (chunk.Source == OutputSource.StandardOutput ? output : error).Write(chunk.Data.Span);
        }

        var (expectedOutput, expectedError) = ChildProgram.Split(ChildProgram.RandomBytes(7, Count));
        Assert.That(output.ToArray().AsSpan().SequenceEqual(expectedOutput), Is.True, "standard output");
        Assert.That(error.ToArray().AsSpan().SequenceEqual(expectedError), Is.True, "standard error");
        Assert.That((await Read(job, new() { Sources = OutputSources.StandardError })).AsSpan().SequenceEqual(expectedError), Is.True, "standard error alone");
        Assert.That((await Read(job, new() { Sources = OutputSources.StandardOutput, From = 1000 })).Length, Is.LessThan(expectedOutput.Length));
    }

    [TestCase(null, null, null, "one\ntwo\nthree")]
    [TestCase(4L, null, null, "two\nthree")]
    [TestCase(13L, null, null, "")]
    [TestCase(1000L, null, null, "")]
    [TestCase(null, 0L, null, "")]
    [TestCase(null, 5L, null, "three")]
    [TestCase(null, 1000L, null, "one\ntwo\nthree")]
    [TestCase(null, null, 0, "")]
    [TestCase(null, null, 2, "two\nthree")]
    [TestCase(null, null, 100, "one\ntwo\nthree")]
    public async Task Begins_where_the_options_say(long? from, long? tailBytes, int? tailLines, string expected)
    {
        var job = await Jobs.StartAsync("printf", @"one\ntwo\nthree");
        await WaitFor(job);
        foreach (var follow in new[] { true, false })
        {
            var options = new OutputReadOptions { From = from, TailBytes = tailBytes, TailLines = tailLines, Follow = follow };
            Assert.That(await Jobs.ReadOutputTextAsync(job, options).Within("the output has ended"), Is.EqualTo(expected), $"Follow = {follow}");
        }
    }

    [Test]
    public async Task Tails_count_the_selected_streams_alone()
    {
        var job = await RunInSteps(@"printf 'a\nb\n'", @"printf 'x\ny\nz\n' >&2", @"printf 'c\n'");
        Assert.That(await Jobs.ReadOutputTextAsync(job, new() { TailLines = 2, Sources = OutputSources.StandardOutput }), Is.EqualTo("b\nc\n"));
        Assert.That(await Jobs.ReadOutputTextAsync(job, new() { TailBytes = 3, Sources = OutputSources.StandardError }), Is.EqualTo("\nz\n"));
    }

    [Test]
    public async Task A_snapshot_ends_where_a_follower_waits()
    {
        var job = await Jobs.StartAsync(Shell("echo one; read line; echo two") with { KeepInputOpen = true });
        await WaitForOutput(job, "one");
        var follower = Jobs.ReadOutputTextAsync(job);
        var fromTheEnd = Jobs.ReadOutputTextAsync(job, new() { TailBytes = 0 });
        var beyond = Jobs.ReadOutputTextAsync(job, new() { From = 6 });
        Assert.That(await Jobs.ReadOutputTextAsync(job, Snapshot).Within("the snapshot ends"), Is.EqualTo("one\n"));
        Assert.That(await Jobs.ReadOutputTextAsync(job, Snapshot with { From = 100 }).Within("nothing is beyond the end"), Is.Empty);
        await Jobs.WriteInputAsync(job, "go\n"u8.ToArray());
        Assert.That(await follower.Within("the job has ended"), Is.EqualTo("one\ntwo\n"));
        Assert.That(await beyond.Within("the job has ended"), Is.EqualTo("o\n"));
        Assert.That(await fromTheEnd.Within("the job has ended"), Is.AnyOf("two\n", ""), "it may have begun after the end");
        Assert.That(await Jobs.QueryAsync(job), Has.Property("IsFinished").True, "who sees the output end sees a finished job");
    }

    [TestCaseSource(nameof(Contradictory))]
    public void Options_that_contradict_each_other_are_refused_at_the_call(OutputReadOptions options) =>
        Assert.That(() => Jobs.ReadOutputAsync(Guid.NewGuid(), options), Throws.TypeOf<ArgumentException>().With.Property("ParamName").EqualTo("options"));

    [TestCaseSource(nameof(OutOfRange))]
    public void Options_out_of_range_are_refused_at_the_call(OutputReadOptions options) =>
        Assert.That(() => Jobs.ReadOutputAsync(Guid.NewGuid(), options), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("options"));

    [Test]
    public async Task An_unknown_job_is_reported_by_the_first_step()
    {
        var jobId = Guid.NewGuid();
        await using var reader = Jobs.ReadOutputAsync(jobId).GetAsyncEnumerator();
        await Assert.ThatAsync(async () => await reader.MoveNextAsync(), Throws.TypeOf<JobNotFoundException>().With.Property("JobId").EqualTo(jobId));
    }

    [Test]
    public async Task Each_enumeration_is_a_reader_of_its_own()
    {
        var job = await Jobs.StartAsync("echo", "hello");
        var output = Jobs.ReadOutputAsync(job);
        Assert.That(await output.Select(chunk => chunk.Data.Length).SumAsync(), Is.EqualTo(6));
        Assert.That(await output.Select(chunk => chunk.Data.Length).SumAsync(), Is.EqualTo(6));
    }

    [Test]
    public async Task Twenty_readers_get_the_same_and_one_that_stalls_holds_up_none()
    {
        const int Count = 4_000_000;
        var job = await Jobs.StartAsync(Child("bytes", "5", $"{Count}"));
        await using var stalled = Jobs.ReadOutputAsync(job).GetAsyncEnumerator();
        Assert.That(await stalled.MoveNextAsync(), Is.True);
        var expected = ChildProgram.RandomBytes(5, Count);
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Read(job))));
        Assert.That(all.Select(bytes => bytes.AsSpan().SequenceEqual(expected)), Has.All.True);
        var rest = new MemoryStream();
        do
        {
            rest.Write(stalled.Current.Data.Span);
        }
        while (await stalled.MoveNextAsync());
        Assert.That(rest.ToArray().AsSpan().SequenceEqual(expected), Is.True, "the stalled one has lost nothing");
    }

    [Test]
    public async Task Chunks_never_change()
    {
        var job = await Jobs.StartAsync(Child("bytes", "3", "1000000"));
        var kept = await Jobs.ReadOutputAsync(job).ToListAsync();
        await Jobs.RemoveAsync(job);
        await RunToEnd(Child("bytes", "4", "1000000"));
        Assert.That(kept.SelectMany(chunk => chunk.Data.ToArray()).ToArray().AsSpan().SequenceEqual(ChildProgram.RandomBytes(3, 1_000_000)), Is.True);
    }

    [Test]
    public async Task Leaving_early_disturbs_nobody()
    {
        var job = await Jobs.StartAsync(Shell("echo one; read line; echo two") with { KeepInputOpen = true });
        for (var i = 0; i < 5; i++)
        {
            await foreach (var chunk in Jobs.ReadOutputAsync(job))
            {
                Assert.That(chunk.Data.Length, Is.Positive);
                break;
            }
        }

        await Jobs.CloseInputAsync(job);
        Assert.That(await WaitFor(job), Has.Property("ExitCode").Zero);
        Assert.That(await Jobs.ReadOutputTextAsync(job), Is.EqualTo("one\ntwo\n"));
    }

    [Test]
    public async Task What_is_no_longer_kept_is_told()
    {
        await using var served = await ServeAsync(options => options.MaxOutputPerJob = 1000);
        var job = await served.Jobs.StartAsync(Child("bytes", "9", "100000"));
        var status = await served.Jobs.WaitAsync(job).Within("it has ended");
        var chunks = await served.Jobs.ReadOutputAsync(job).ToListAsync();
        var bytes = ChildProgram.RandomBytes(9, 100_000);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(status, Has.Property("OutputBytes").EqualTo(100_000).And.Property("OutputComplete").False);
            Assert.That(status.OutputStart, Is.Positive);
            Assert.That(chunks.Sum(chunk => chunk.Skipped + chunk.Data.Length), Is.EqualTo(100_000));
            Assert.That(chunks[0].Skipped, Is.EqualTo(status.OutputStart).And.EqualTo(chunks[0].Offset));
            Assert.That(chunks.SelectMany(chunk => chunk.Data.ToArray()), Is.EqualTo(bytes[(int)status.OutputStart..]));
        }
    }

    [Test]
    public async Task A_gap_with_nothing_behind_it_is_told_by_a_last_chunk_without_data()
    {
        await using var served = await ServeAsync(options => options.MaxOutputPerJob = 0);
        var job = await served.Jobs.StartAsync("echo", "hello");
        await served.Jobs.WaitAsync(job).Within("it has ended");
        var only = await served.Jobs.ReadOutputAsync(job).SingleAsync();
        Assert.That((only.Skipped, only.Data.Length), Is.EqualTo((6L, 0)));
    }
}
