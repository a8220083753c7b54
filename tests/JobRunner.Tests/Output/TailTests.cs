using JobRunner.Output;
using JobRunner.Output.Spooling;
using NUnit.Framework;

namespace JobRunner.Tests.Output;

/// <summary>Tails that reach far into the spool: over many records, and through lines that are longer than what is read at a time.</summary>
public sealed class TailTests
{
    private static readonly OutputSources[] Selections = [OutputSources.StandardOutput, OutputSources.StandardError, OutputSources.All];

    [Test]
    [Platform("Linux")]
    public void Read_each_block_of_records_once()
    {
        var log = new OutputLog(new OutputLimits(4 * 1024, MaxBytes: null, Path.GetTempPath(), new SpoolBudget(null)));
        for (var i = 0; i < 100_000; i++)
        {
            log.Append((OutputSource)(i % 2), DateTimeOffset.UnixEpoch, "x"u8);
        }

        log.Complete();
        var before = ReadBytes();
        new TailSearch(log, log.Length, OutputSources.StandardError, CancellationToken.None).LastBytes(long.MaxValue);
        Assert.That(ReadBytes() - before, Is.LessThan(10_000_000), "for 1.6 MB of records");
        log.Abandon();

        static long ReadBytes() => long.Parse(File.ReadLines("/proc/self/io").First().Split(' ')[1]);
    }

    [TestCase(4 * 1024, 40, 6_000, 5, Description = "many records, short lines")]
    [TestCase(4 * 1024, 9, 6_000, 4_000, Description = "many records, long lines")]
    [TestCase(1024 * 1024, 300_000, 16, 100_000, Description = "few records, lines of more than a piece")]
    public async Task Are_what_a_walk_backwards_finds(long memory, int largestPiece, int pieces, int lineLength)
    {
        var random = new Random(lineLength);
        var log = new OutputLog(new OutputLimits(memory, MaxBytes: null, Path.GetTempPath(), new SpoolBudget(null)));
        var model = new List<(OutputSource Source, byte[] Data)>();
        for (var i = 0; i < pieces; i++)
        {
            var source = (OutputSource)random.Next(2);
            var data = new byte[random.Next(1, largestPiece)];
            random.NextBytes(data);
            for (var j = 0; j < data.Length; j++)
            {
                data[j] = random.Next(lineLength) == 0 ? (byte)'\n' : (byte)(data[j] | 0x80);
            }

            model.Add((source, data));

            // Each piece is a record of its own.
            log.Append(source, DateTimeOffset.UnixEpoch.AddSeconds(i), data);
        }

        log.Complete();
        foreach (var sources in Selections)
        {
            byte[] selected = [.. model.Where(piece => IsOf(piece.Source, sources)).SelectMany(piece => piece.Data)];
            foreach (var count in new[] { 1, 2, 7, 50, 400, 3_000, 20_000 })
            {
                await Check(selected, new OutputReadOptions { TailLines = count, Sources = sources });
                await Check(selected, new OutputReadOptions { TailBytes = count * 10, Sources = sources });
            }
        }

        log.Abandon();

        async Task Check(byte[] selected, OutputReadOptions options)
        {
            var read = new List<byte>();
            await foreach (var chunk in Reading(log, options))
            {
                read.AddRange(chunk.Data.Span);
            }

            Assert.That(read.ToArray().AsSpan().SequenceEqual(Expected(selected, options)), $"{options}");
        }
    }

    [Test]
    public async Task Begin_where_what_is_kept_begins_while_the_oldest_goes()
    {
        const int length = 20_000_000;
        var log = new OutputLog(new OutputLimits(16 * 1024, MaxBytes: 300_000, Path.GetTempPath(), new SpoolBudget(null)));
        var writer = Task.Run(() =>
        {
            var data = new byte[1_000];
            for (var offset = 0; offset < length; offset += data.Length)
            {
                data.AsSpan().Fill(ByteAt(offset));
                log.Append((OutputSource)(offset / data.Length % 2), DateTimeOffset.UnixEpoch, data);
            }

            log.Complete();
        });

        var last = false;
        while (!last)
        {
            last = writer.IsCompleted;
            foreach (var options in new[] { new OutputReadOptions { TailLines = 1_000_000, Follow = false }, new OutputReadOptions { TailBytes = 290_000, Follow = false } })
            {
                await CheckTail(options);
            }
        }

        await writer;
        log.Abandon();

        async Task CheckTail(OutputReadOptions options)
        {
            long? end = null;
            await foreach (var chunk in Reading(log, options))
            {
                Assert.That(end is null || chunk.Offset == end + chunk.Skipped, "what was dropped is told");
                for (var i = 0; i < chunk.Data.Length; i++)
                {
                    if (chunk.Data.Span[i] != ByteAt(chunk.Offset + i))
                    {
                        Assert.Fail($"Another byte at {chunk.Offset + i}.");
                    }
                }

                end = chunk.Offset + chunk.Data.Length;
            }
        }
    }

    // No newline; another one for each piece.
    private static byte ByteAt(long offset) => (byte)(0x80 | (offset / 1_000 % 127));

    private static OutputReading Reading(OutputLog log, OutputReadOptions options) =>
        new(() => log.TryAddReader() ? log : throw new JobNotFoundException(Guid.Empty), options, isPassing: true, CancellationToken.None);

    private static bool IsOf(OutputSource source, OutputSources sources) =>
        sources.HasFlag(source == OutputSource.StandardOutput ? OutputSources.StandardOutput : OutputSources.StandardError);

    private static ReadOnlySpan<byte> Expected(byte[] selected, OutputReadOptions options)
    {
        if (options.TailBytes is { } bytes)
        {
            return selected.AsSpan(selected.Length - (int)Math.Min(bytes, selected.Length));
        }

        var (start, lines) = (selected.Length, options.TailLines!.Value);
        while (start > 0 && (selected[start - 1] != '\n' || start == selected.Length || --lines > 0))
        {
            start--;
        }

        return selected.AsSpan(start);
    }
}
