using JobRunner.Cli.Formatting;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.Formatting;

public sealed class WordsTests
{
    [TestCase(0.2, "< 1 second", "200 ms")]
    [TestCase(1, "1 second", "1 second")]
    [TestCase(1.239, "1 second", "1.24 seconds")]
    [TestCase(42.9, "42 seconds", "42 seconds")]
    [TestCase(60, "1 minute", "1 minute")]
    [TestCase(192, "3 minutes", "3 minutes 12 seconds")]
    [TestCase(3601, "1 hour", "1 hour 1 second")]
    [TestCase(180_000, "2 days", "2 days 2 hours")]
    public void Tell_durations(double seconds, string roughly, string exactly)
    {
        var duration = TimeSpan.FromSeconds(seconds);
        Assert.That((Words.Roughly(duration), Words.Exactly(duration)), Is.EqualTo((roughly, exactly)));
    }

    [TestCase(0, "0 B")]
    [TestCase(1023, "1023 B")]
    [TestCase(1024, "1 KiB")]
    [TestCase(1_048_575, "1 MiB")]
    [TestCase(1_600_000, "1.5 MiB")]
    [TestCase(200_000_000, "191 MiB")]
    [TestCase(long.MaxValue, "8 EiB")]
    public void Tell_sizes(long bytes, string text) => Assert.That(Words.Size(bytes), Is.EqualTo(text));

    [Test]
    public void Of_others_move_no_cursor() => Assert.That(SafeText.OneLine("a\e[2J\nb\tc\u202Ed\r\n"), Is.EqualTo("a·[2J b c·d"));

    [Test]
    public void Are_cut_by_what_they_take_in_a_terminal() => Assert.That(CellText.Cut("日本語テキスト", 7), Is.EqualTo("日本語…"));
}
