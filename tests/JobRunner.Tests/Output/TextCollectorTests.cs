using System.Text;
using JobRunner.Output;
using NUnit.Framework;

namespace JobRunner.Tests.Output;

public sealed class TextCollectorTests
{
    private static readonly byte[] Euro = "\u20ac"u8.ToArray();

    [Test]
    public void A_character_in_pieces_is_put_together() => Assert.That(Collect(100, Euro[..1], Euro[1..]), Is.EqualTo(("\u20ac", false)));

    [Test]
    public void One_that_a_gap_has_cut_in_two_is_not() => Assert.That(Collect(100, Euro[..2], null, Euro[2..]), Is.EqualTo(("\ufffd\ufffd", true)));

    [Test]
    public void Half_a_one_at_the_end_is_told_also_where_there_was_a_gap() => Assert.That(Collect(100, [(byte)'a'], null, Euro[..2]), Is.EqualTo(("a\ufffd", true)));

    [Test]
    public void Half_a_one_that_was_cut_off_here_is_left_out() => Assert.That(Collect(2, Euro), Is.EqualTo(("", true)));

    [Test]
    public void What_comes_after_it_was_full_adds_nothing() => Assert.That(Collect(2, Euro, null, Euro), Is.EqualTo(("", true)));

    /// <param name="maxBytes">How much it takes.</param>
    /// <param name="pieces">What comes; null: a gap.</param>
    private static (string Text, bool IsTruncated) Collect(int maxBytes, params byte[]?[] pieces)
    {
        var collector = new TextCollector(Encoding.UTF8, maxBytes);
        foreach (var piece in pieces)
        {
            if (piece is null)
            {
                collector.AddGap();
            }
            else
            {
                collector.Add(piece);
            }
        }

        collector.Flush();
        return ($"{collector}", collector.IsTruncated);
    }
}
