using System.Text;
using JobRunner.Output.Lines;
using NUnit.Framework;

namespace JobRunner.Tests.Output;

/// <summary>Lines out of chunks, however these are cut.</summary>
public sealed class LineTests
{
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [TestCase("")]
    [TestCase("a", "a")]
    [TestCase("\n", "")]
    [TestCase("a\n", "a")]
    [TestCase("a\nb", "a", "b")]
    [TestCase("a\r\nb\r\n", "a", "b")]
    [TestCase("a\rb\n\n", "a\rb", "")]
    [TestCase("\r\n\r\n", "", "")]
    [TestCase("ä€😀\nö", "ä€😀", "ö")]
    [TestCase("a\r", "a\r")]
    public async Task Are_the_same_however_the_bytes_come(string text, params string[] expected)
    {
        foreach (var encoding in new[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32 })
        {
            var bytes = encoding.GetBytes(text);
            for (var size = 1; size <= bytes.Length + 1; size++)
            {
                var lines = await Read(encoding, [.. bytes.Chunk(size).Select(piece => ChunkOf(piece))]);
                Assert.That(lines.Select(line => line.Text), Is.EqualTo(expected), $"{encoding.WebName}, pieces of {size}");
            }
        }
    }

    [Test]
    public async Task Bytes_that_are_no_text_are_replaced()
    {
        var lines = await Read(Encoding.UTF8, ChunkOf([0x61, 0xff, 0x0a, 0xc3]), ChunkOf([0x0a, 0xe2, 0x82]));
        Assert.That(lines.Select(line => line.Text), Is.EqualTo(["a\ufffd", "\ufffd", "\ufffd"]));
    }

    [Test]
    public async Task Streams_are_never_mixed()
    {
        var lines = await Read(Encoding.UTF8, ChunkOf("out "u8), ChunkOf("error "u8, isError: true), ChunkOf("one\nout two"u8), ChunkOf("one\nerror two"u8, isError: true));
        Assert.That(
            lines.Select(line => (line.Source, line.Text)),
            Is.EqualTo([
                (OutputSource.StandardOutput, "out one"),
                (OutputSource.StandardError, "error one"),
                (OutputSource.StandardOutput, "out two"),
                (OutputSource.StandardError, "error two"),
            ]));
        Assert.That(lines, Has.All.Property("Timestamp").EqualTo(Time));
    }

    [Test]
    public async Task A_line_longer_than_any_buffer_is_one_line()
    {
        var piece = Enumerable.Repeat((byte)'x', 64 * 1024).ToArray();
        var lines = await Read(Encoding.UTF8, [.. Enumerable.Repeat(ChunkOf(piece), 100), ChunkOf("\nend"u8)]);
        Assert.That(lines.Select(line => line.Text.Length), Is.EqualTo([6_553_600, 3]));
    }

    [Test]
    public async Task A_gap_cuts_the_line_and_is_told()
    {
        var lines = await Read(Encoding.UTF8, ChunkOf("be"u8), ChunkOf("half"u8, isError: true), ChunkOf("fore\nafter"u8) with { Skipped = 7 });
        Assert.That(lines.Select(line => (line.Text, line.Skipped)), Is.EqualTo([("be", 0L), ("half", 0L), ("fore", 7L), ("after", 0L)]));
    }

    [Test]
    public async Task A_gap_within_a_character_costs_that_character_alone()
    {
        var text = Encoding.Unicode.GetBytes("before\nand\nafter\n");
        var lines = await Read(Encoding.Unicode, ChunkOf(text.AsSpan(0, 17)), ChunkOf(text.AsSpan(22)) with { Skipped = 5 });
        Assert.That(lines.Select(line => (line.Text, line.Skipped)), Is.EqualTo([("before", 0L), ("a\ufffd", 0L), ("after", 5L)]));
    }

    [Test]
    public async Task A_gap_at_the_very_end_is_told()
    {
        var lines = await Read(Encoding.UTF8, ChunkOf("one\ntwo"u8), ChunkOf([]) with { Skipped = 9 });
        Assert.That(lines.Select(line => (line.Text, line.Skipped)), Is.EqualTo([("one", 0L), ("two", 0L), ("", 9L)]));
    }

    [Test]
    public async Task Random_text_in_random_pieces_agrees_with_a_split()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var random = new Random(seed);
            var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => random.GetItems(["a", "é", "€", "😀", "\r\n", "\n", "\r"], 1)[0]));
            var bytes = Encoding.UTF8.GetBytes(text);
            var chunks = new List<OutputChunk>();
            for (var start = 0; start < bytes.Length;)
            {
                var end = Math.Min(bytes.Length, start + random.Next(1, 9));
                chunks.Add(ChunkOf(bytes.AsSpan(start, end - start)));
                start = end;
            }

            // Only a \r right before \n belongs to the newline; a last empty piece is no line.
            var pieces = text.Split('\n');
            var expected = pieces[..^1].Select(line => line.EndsWith('\r') ? line[..^1] : line).ToList();
            if (pieces[^1].Length > 0)
            {
                expected.Add(pieces[^1]);
            }

            var lines = await Read(Encoding.UTF8, [.. chunks]);
            Assert.That(lines.Select(line => line.Text), Is.EqualTo(expected), $"seed {seed}");
        }
    }

    private static OutputChunk ChunkOf(ReadOnlySpan<byte> data, bool isError = false) => new()
    {
        Data = data.ToArray(),
        Timestamp = Time,
        Source = isError ? OutputSource.StandardError : OutputSource.StandardOutput,
    };

    private static async Task<List<OutputLine>> Read(Encoding encoding, params OutputChunk[] chunks)
    {
        var lines = new List<OutputLine>();
        await foreach (var line in new LineReading(chunks.ToAsyncEnumerable(), encoding))
        {
            lines.Add(line);
        }

        return lines;
    }
}
