using JobRunner.Output;
using NUnit.Framework;

namespace JobRunner.Tests.Output;

/// <summary>A segment by itself: which appends are one record, and who may use its memory again.</summary>
public sealed class SegmentTests
{
    private const long Millisecond = TimeSpan.TicksPerMillisecond;

    [TestCase(0, 1)]
    [TestCase(Millisecond - 1, 1)]
    [TestCase(Millisecond, 2)]
    [TestCase(-1, 2, Description = "the clock was set back")]
    public void Runs_of_one_stream_within_a_millisecond_are_one_record(long later, int records)
    {
        var segment = NewSegment();
        segment.Append(OutputSource.StandardOutput, 10 * Millisecond, 3);
        segment.Append(OutputSource.StandardOutput, (10 * Millisecond) + later, 4);
        Assert.That(segment.Records.Length, Is.EqualTo(records));
        Assert.That(segment.Records[0], Has.Property("Offset").EqualTo(100).And.Property("UtcTicks").EqualTo(10 * Millisecond));
        Assert.That(segment.Records[^1], Has.Property("Offset").EqualTo(records == 1 ? 100 : 103));
    }

    [Test]
    public void A_record_says_when_it_began_however_long_it_goes_on()
    {
        var segment = NewSegment();
        for (var i = 0; i < 4; i++)
        {
            segment.Append(OutputSource.StandardError, i * Millisecond * 2 / 3, 1);
        }

        Assert.That(segment.Records.ToArray().Select(record => (record.Offset, record.UtcTicks, record.Source)), Is.EqualTo([
            (100L, 0L, OutputSource.StandardError),
            (102L, Millisecond * 4 / 3, OutputSource.StandardError),
        ]));
    }

    [Test]
    public void Holds_what_was_appended_and_no_more()
    {
        var segment = NewSegment();
        segment.Append(OutputSource.StandardOutput, 0, 5);
        Assert.That(new long[] { 99, 100, 104, 105 }.Select(segment.Holds), Is.EqualTo([false, true, true, false]));
    }

    [TestCase(8, 1024 + (8 * 16))]
    [TestCase(9, 1024 + (16 * 16), Description = "twice the room for records")]
    [TestCase(33, 1024 + (32 * 16), Description = "and never more than half of the bytes'")]
    public void Its_records_count_as_memory_too(int pieces, int memory)
    {
        var segment = NewSegment();
        for (var i = 0; i < pieces && !segment.IsFull; i++)
        {
            segment.Append((OutputSource)(i % 2), 0, 1);
        }

        Assert.That(segment.MemoryBytes, Is.EqualTo(memory));
    }

    [Test]
    public void Memory_is_used_again_once_no_reader_has_it()
    {
        var segment = NewSegment();
        Assert.That(segment.TryUse(forEver: false) && segment.TryUse(forEver: false), "two readers");
        Assert.That(segment.TryReclaim(out _, out _), Is.False);
        segment.EndUse();
        Assert.That(segment.TryReclaim(out _, out _), Is.False, "one has it still");
        segment.EndUse();
        Assert.That(segment.TryReclaim(out var bytes, out _), Is.True);
        Assert.That(bytes, Is.SameAs(segment.Bytes));
        Assert.That(segment.TryUse(forEver: false) || segment.TryUse(forEver: true), Is.False, "it is another's by now");
    }

    [Test]
    public void Memory_of_which_pieces_were_given_away_is_never_used_again()
    {
        var segment = NewSegment();
        Assert.That(segment.TryUse(forEver: false) && segment.TryUse(forEver: true) && segment.TryUse(forEver: false) && segment.TryUse(forEver: true));
        segment.EndUse();
        segment.EndUse();
        Assert.That(segment.TryReclaim(out _, out _), Is.False);
    }

    private static Segment NewSegment() => new(100, new byte[1024], new LogRecord[8]);
}
