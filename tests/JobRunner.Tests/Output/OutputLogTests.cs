using System.Text;
using JobRunner.Output;
using JobRunner.Output.Spooling;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Output;

/// <summary>The log by itself, without processes; also against a model that is too simple to be wrong.</summary>
public sealed class OutputLogTests
{
    private static readonly OutputSource[] BothSources = [OutputSource.StandardOutput, OutputSource.StandardError];

    [TestCase(null, null, null, "aA\nbB\ncC")]
    [TestCase(3L, null, null, "bB\ncC")]
    [TestCase(4L, null, null, "B\ncC")]
    [TestCase(8L, null, null, "")]
    [TestCase(100L, null, null, "")]
    [TestCase(null, 0L, null, "")]
    [TestCase(null, 3L, null, "\ncC")]
    [TestCase(null, 100L, null, "aA\nbB\ncC")]
    [TestCase(null, null, 0, "")]
    [TestCase(null, null, 1, "cC")]
    [TestCase(null, null, 2, "bB\ncC")]
    [TestCase(null, null, 3, "aA\nbB\ncC")]
    [TestCase(null, null, 100, "aA\nbB\ncC")]
    public async Task Reads_from_where_it_is_told(long? from, long? tailBytes, int? tailLines, string expected)
    {
        var log = LogOf("aA\n", "b", "B\nc", "C");
        var options = new OutputReadOptions { From = from, TailBytes = tailBytes, TailLines = tailLines, Follow = false };
        Assert.That(await ReadText(log, options), Is.EqualTo(expected));
    }

    [TestCase("a\n\n", 1, "\n")]
    [TestCase("a\n\n", 2, "a\n\n")]
    [TestCase("a\nb\n", 1, "b\n")]
    [TestCase("\n", 1, "\n")]
    [TestCase("", 1, "")]
    [TestCase("a", 1, "a")]
    public async Task Counts_lines_as_people_do(string text, int lines, string expected) =>
        Assert.That(await ReadText(LogOf(text), new OutputReadOptions { TailLines = lines, Follow = false }), Is.EqualTo(expected));

    [Test]
    public async Task A_follower_gets_what_comes_when_it_comes_until_completion()
    {
        var log = LogOf("one");
        await using var reader = Reading(log, OutputReadOptions.Default).GetAsyncEnumerator();
        Assert.That(await reader.MoveNextAsync());
        var next = reader.MoveNextAsync().AsTask();
        Assert.That(next.IsCompleted, Is.False);
        log.Append(OutputSource.StandardError, default, "two"u8.ToArray());
        Assert.That(await next.Within("the reader is woken"));
        Assert.That(reader.Current.Data.ToArray(), Is.EqualTo("two"u8.ToArray()));
        log.Complete();
        Assert.That(await reader.MoveNextAsync().AsTask().Within("the reader ends"), Is.False);
    }

    [Test]
    public async Task A_follower_from_beyond_the_end_waits_for_its_offset()
    {
        var log = LogOf("0123");
        var reading = ReadText(log, new OutputReadOptions { From = 6 });
        log.Append(OutputSource.StandardOutput, default, "4567"u8.ToArray());
        log.Complete();
        Assert.That(await reading.Within("the reader ends"), Is.EqualTo("67"));
    }

    [Test]
    public async Task A_snapshot_ends_where_the_log_ended_when_it_began()
    {
        var log = LogOf("one");
        await using var reader = Reading(log, JobsTests.Snapshot).GetAsyncEnumerator();
        Assert.That(await reader.MoveNextAsync(), Is.True);
        log.Append(OutputSource.StandardOutput, default, "two"u8.ToArray());
        Assert.That(await reader.MoveNextAsync(), Is.False);
    }

    [Test]
    public async Task A_snapshots_tail_is_never_longer_than_it_was_asked_for()
    {
        var log = LogOf("x");
        var writer = Task.Run(() =>
        {
            for (var i = 0; i < 200_000; i++)
            {
                log.Append(OutputSource.StandardOutput, default, "y"u8.ToArray());
            }
        });
        while (!writer.IsCompleted)
        {
            Assert.That(await ReadText(log, new OutputReadOptions { TailBytes = 1, Follow = false }), Has.Length.EqualTo(1));
        }

        await writer;
    }

    [Test]
    public async Task Each_of_two_tokens_ends_a_reading([Values] bool ofTheCall)
    {
        var log = LogOf("one");
        using var ofCall = new CancellationTokenSource();
        using var ofEnumeration = new CancellationTokenSource();
        await using var reader = Reading(log, OutputReadOptions.Default, ofCall.Token).GetAsyncEnumerator(ofEnumeration.Token);
        Assert.That(await reader.MoveNextAsync(), Is.True);
        Assert.That(reader.Current.Data.ToArray(), Is.EqualTo("one"u8.ToArray()));
        var next = reader.MoveNextAsync().AsTask();
        await (ofTheCall ? ofCall : ofEnumeration).CancelAsync();
        await Assert.ThatAsync(() => next.Within("the reader ends"), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(log, Has.Property("HasFollowers").False.And.Property("ReaderCount").Zero);
    }

    [Test]
    public async Task A_reader_that_has_ended_stays_at_its_end()
    {
        var log = LogOf("one");
        await using var reader = Reading(log, JobsTests.Snapshot).GetAsyncEnumerator();
        Assert.That(new[] { await reader.MoveNextAsync(), await reader.MoveNextAsync(), await reader.MoveNextAsync() }, Is.EqualTo([true, false, false]));
        Assert.That(log.ReaderCount, Is.Zero);
    }

    [Test]
    public async Task A_cancelled_follower_leaves_nothing_parked()
    {
        var log = LogOf("one");
        using var cancellation = new CancellationTokenSource();
        var reading = ReadText(log, OutputReadOptions.Default, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThatAsync(async () => await reading, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(log.HasFollowers, Is.False);
    }

    [TestCase(OutputSources.StandardOutput, OutputSource.StandardOutput)]
    [TestCase(OutputSources.StandardError, OutputSource.StandardError)]
    [TestCase(OutputSources.All, OutputSource.StandardOutput)]
    public async Task A_gap_with_nothing_behind_it_is_told_for_the_stream_that_was_asked_for(OutputSources sources, OutputSource expected)
    {
        var log = new OutputLog(new OutputLimits(4096, MaxBytes: 0, Path.GetTempPath(), new SpoolBudget(null)));
        log.Append(OutputSource.StandardOutput, default, new byte[500]);
        log.Complete();
        var chunks = new List<OutputChunk>();
        await foreach (var chunk in Reading(log, new OutputReadOptions { Sources = sources }))
        {
            chunks.Add(chunk);
        }

        Assert.That(chunks, Has.Count.EqualTo(1));
        Assert.That(chunks[0], Has.Property("Source").EqualTo(expected).And.Property("Offset").EqualTo(500).And.Property("Skipped").EqualTo(500));
        Assert.That(chunks[0].Data.IsEmpty);
    }

    [Test]
    public async Task A_chunk_says_when_it_was_read([Values(4 * 1024, 1024 * 1024)] long memory)
    {
        var log = NewLog(memory);
        for (var i = 0; i < 100; i++)
        {
            log.Append(BothSources[i / 2 % 2], DateTimeOffset.UnixEpoch.AddHours(i), new byte[100]);
        }

        log.Complete();
        await foreach (var chunk in Reading(log, OutputReadOptions.Default))
        {
            Assert.That(chunk.Timestamp, Is.EqualTo(DateTimeOffset.UnixEpoch.AddHours(chunk.Offset / 100)));
            Assert.That(chunk.Source, Is.EqualTo(BothSources[chunk.Offset / 200 % 2]));
        }

        log.Abandon();
    }

    [Test]
    public async Task Readers_agree_with_a_simple_model()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var log = NewLog();
            var model = new List<(OutputSource Source, byte Value)>();
            for (var appends = random.Next(0, 30); appends > 0; appends--)
            {
                var source = BothSources[random.Next(2)];
                var data = new byte[random.Next(1, 20)];
                for (var i = 0; i < data.Length; i++)
                {
                    data[i] = random.Next(4) == 0 ? (byte)'\n' : (byte)random.Next('a', 'z');
                    model.Add((source, data[i]));
                }

                log.Append(source, default, data);
            }

            var options = RandomOptions(random, model.Count);
            var chunks = new List<OutputChunk>();
            await foreach (var chunk in Reading(log, options))
            {
                chunks.Add(chunk);
            }

            var read = chunks.SelectMany(chunk => chunk.Data.ToArray().Select((value, i) => (chunk.Offset + i, chunk.Source, value)));
            Assert.That(read, Is.EqualTo(Expected(model, options)), $"seed {seed}: {options}");
        }
    }

    [Test]
    public async Task Readers_that_join_while_it_grows_get_every_byte_once()
    {
        const int appends = 20_000;
        var log = NewLog();
        var gate = new Lock();
        using var start = new Barrier(3);
        var writers = BothSources.Select(source => Task.Run(() =>
        {
            start.SignalAndWait();
            for (var i = 0; i < appends; i++)
            {
                lock (gate)
                {
                    log.Append(source, default, BitConverter.GetBytes(i));
                }
            }
        })).ToArray();
        start.SignalAndWait();
        var readers = Enumerable.Range(0, 20).Select(_ => Task.Run(() => ReadAll(log))).ToArray();
        await Task.WhenAll(writers);
        log.Complete();
        var all = await Task.WhenAll(readers).Within("the readers end");
        Assert.That(all[0], Has.Length.EqualTo(2 * appends * sizeof(int)));
        Assert.That(all, Has.All.EqualTo(all[0]));
    }

    private static OutputLog NewLog(long memory = 1024 * 1024) => new(new OutputLimits(memory, MaxBytes: null, Path.GetTempPath(), new SpoolBudget(null)));

    private static OutputReading Reading(OutputLog log, OutputReadOptions options, CancellationToken cancellationToken = default) =>
        new(() => log.TryAddReader() ? log : throw new JobNotFoundException(Guid.Empty), options, isPassing: false, cancellationToken);

    private static OutputReadOptions RandomOptions(Random random, int length)
    {
        var options = new OutputReadOptions { Follow = false, Sources = (OutputSources)random.Next(1, 4) };
        return random.Next(4) switch
        {
            0 => options with { From = random.Next(length + 3) },
            1 => options with { TailBytes = random.Next(length + 3) },
            2 => options with { TailLines = random.Next(12) },
            _ => options,
        };
    }

    private static IEnumerable<(long, OutputSource, byte)> Expected(List<(OutputSource Source, byte Value)> model, OutputReadOptions options)
    {
        var selected = model
            .Select((item, offset) => (Offset: (long)offset, item.Source, item.Value))
            .Where(item => options.Sources == OutputSources.All
                || (options.Sources == OutputSources.StandardOutput) == (item.Source == OutputSource.StandardOutput))
            .ToList();
        if (options.From is { } from)
        {
            return selected.Where(item => item.Offset >= from);
        }

        if (options.TailBytes is { } bytes)
        {
            return selected.TakeLast((int)bytes);
        }

        if (options.TailLines is { } lines)
        {
            var newlines = selected.Select((item, i) => (item.Value, Index: i)).Where(item => item.Value == '\n').Select(item => item.Index);
            var starts = newlines.Select(i => i + 1).Prepend(0).Where(i => i < selected.Count).ToList();
            return lines == 0 ? [] : lines > starts.Count ? selected : selected.Skip(starts[^lines]);
        }

        return selected;
    }

    private static OutputLog LogOf(params string[] pieces)
    {
        var log = NewLog();
        foreach (var piece in pieces.Where(piece => piece.Length > 0))
        {
            log.Append(OutputSource.StandardOutput, default, Encoding.UTF8.GetBytes(piece));
        }

        return log;
    }

    private static async Task<string> ReadText(OutputLog log, OutputReadOptions options, CancellationToken cancellationToken = default)
    {
        var text = "";
        await foreach (var chunk in Reading(log, options, cancellationToken))
        {
            text += Encoding.UTF8.GetString(chunk.Data.Span);
        }

        return text;
    }

    private static async Task<byte[]> ReadAll(OutputLog log)
    {
        using var bytes = new MemoryStream();
        await foreach (var chunk in Reading(log, OutputReadOptions.Default))
        {
            bytes.Write(chunk.Data.Span);
        }

        return bytes.ToArray();
    }
}
