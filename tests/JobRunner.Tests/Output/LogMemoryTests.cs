using JobRunner.Output;
using JobRunner.Output.Spooling;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Output;

/// <summary>What the log holds in memory, and that readers beside a fast writer never see memory that is used again.</summary>
public sealed class LogMemoryTests
{
    [TestCase(4 * 1024)]
    [TestCase(100_000)]
    [TestCase(1024 * 1024)]
    public void Is_bounded_also_for_single_bytes_of_both_streams_in_turn(long memory)
    {
        var log = NewLog(memory);
        for (var i = 0; i < 300_000; i++)
        {
            log.Append((OutputSource)(i % 2), DateTimeOffset.UnixEpoch, [(byte)i]);
            Assert.That(log.Segments.Sum(segment => (long)segment.MemoryBytes), Is.LessThanOrEqualTo(memory));
        }

        log.Abandon();
    }

    [Test]
    public void Is_small_for_who_writes_little()
    {
        var log = NewLog(1024 * 1024);
        Assert.That(log.Segments, Is.Empty);
        log.Append(OutputSource.StandardOutput, DateTimeOffset.UnixEpoch, new byte[100]);
        Assert.That(log.Segments.Sum(segment => segment.MemoryBytes), Is.LessThanOrEqualTo(2048));
    }

    [TestCase(4 * 1024, new[] { 1024, 1024 })]
    [TestCase(100_000, new[] { 1024, 4096, 16384, 16384 })]
    [TestCase(100 * 1024 * 1024, new[] { 1024, 4096, 16384, 65536, 262144, 262144 })]
    public void Grows_with_what_is_written_and_leaves_a_window_of_several_segments(long memory, int[] sizes)
    {
        var log = NewLog(memory);
        log.Append(OutputSource.StandardOutput, DateTimeOffset.UnixEpoch, new byte[sizes.Sum()]);
        Assert.That(log.Segments.Select(segment => segment.Bytes.Length), Is.EqualTo(sizes));
        log.Abandon();
    }

    [Test]
    public async Task Is_used_again_where_no_reader_has_it_any_more([Values] bool isRead)
    {
        var log = NewLog(16 * 1024);
        await using var reader = new OutputReader(() => log.TryAddReader() ? log : throw new JobNotFoundException(Guid.Empty), OutputReadOptions.Default, isPassing: true, default);
        var arrays = new HashSet<byte[]>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < 1_000; i++)
        {
            log.Append((OutputSource)(i % 2), DateTimeOffset.UnixEpoch, new byte[1_000]);
            arrays.UnionWith(log.Segments.Select(segment => segment.Bytes));
            Assert.That(!isRead || await reader.MoveNextAsync());
        }

        Assert.That(arrays, Has.Count.LessThan(20));
    }

    [Test]
    public void A_rest_that_is_not_worth_a_read_is_left()
    {
        var log = NewLog(1024 * 1024);
        log.Append(OutputSource.StandardOutput, DateTimeOffset.UnixEpoch, new byte[960]);
        Assert.That(log, Has.Property("HasRoom").True);
        Assert.That(log.GetRoom(), Has.Count.EqualTo(64));
        log.Append(OutputSource.StandardOutput, DateTimeOffset.UnixEpoch, new byte[1]);
        Assert.That(log, Has.Property("HasRoom").False);
        Assert.That(log.GetRoom(), Has.Count.EqualTo(4096));
    }

    [Test]
    public async Task Is_never_used_again_while_a_reader_has_it([Values(null, 100_000)] long? max, [Values] bool isPassing)
    {
        const int length = 30_000_000;
        var log = NewLog(16 * 1024, max);
        var readers = Enumerable.Range(0, 8).Select(number => Task.Run(() => CheckAsync(log, isPassing, length, pauses: number % 2 == 0))).ToArray();
        var writer = Task.Run(() =>
        {
            var data = new byte[5_000];
            var random = new Random(1);
            for (var offset = 0; offset < length;)
            {
                var count = Math.Min(random.Next(1, data.Length), length - offset);
                Fill(data.AsSpan(0, count), offset);
                log.Append((OutputSource)random.Next(2), DateTimeOffset.UnixEpoch, data.AsSpan(0, count));
                offset += count;
            }

            log.Complete();
        });
        await writer.Within("all is written");
        await Task.WhenAll(readers).Within("all is read");
        log.Abandon();
    }

    private static OutputLog NewLog(long memory, long? max = null) => new(new OutputLimits(memory, max, Path.GetTempPath(), new SpoolBudget(null)));

    private static async Task CheckAsync(OutputLog log, bool isPassing, long length, bool pauses)
    {
        await using var reader = new OutputReader(() => log.TryAddReader() ? log : throw new JobNotFoundException(Guid.Empty), OutputReadOptions.Default, isPassing, default);
        var expected = new byte[256 * 1024];
        long offset = 0;
        long skipped = 0;
        while (await reader.MoveNextAsync())
        {
            if (pauses)
            {
                await Task.Yield();
            }

            var chunk = reader.Current;
            offset += chunk.Skipped;
            skipped += chunk.Skipped;
            var right = expected.AsMemory(0, chunk.Data.Length);
            Fill(right.Span, offset);
            if (chunk.Offset != offset || !chunk.Data.Span.SequenceEqual(right.Span))
            {
                Assert.Fail($"At {offset} there is a chunk of {chunk.Offset}, or its bytes are others.");
            }

            offset += chunk.Data.Length;
        }

        Assert.That(offset, Is.EqualTo(length));
        Assert.That(skipped == 0 || log.Start > 0, "nothing is lost where all is kept");
    }

    // A byte tells its offset, as far as a byte can.
    private static void Fill(Span<byte> data, long offset)
    {
        for (var i = 0; i < data.Length; i++)
        {
            data[i] = (byte)((offset + i) * 2_654_435_761 >> 13);
        }
    }
}
