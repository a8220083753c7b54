using JobRunner.Cli.Formatting;
using JobRunner.Cli.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.Terminals;

/// <summary>Tables on a real terminal.</summary>
public sealed class TableTests : ServerTests
{
    private const string Escape = "\e";

    [TestCase(40, false)]
    [TestCase(80, false)]
    [TestCase(200, true)]
    public async Task Fit_its_width(int width, bool isWhole)
    {
        await Run("start", "--", "sh", "-c", "echo 'a command line that is longer than the narrow terminals are, by far'; sleep 600");
        await Run("start", "--label", "team=build", "--", "true");
        await using var terminal = Terminal.Start("jobctl list", Environment, width);
        var shown = (await terminal.ToEnd(closeInput: false)).Output;
        var lines = Terminal.PlainText(shown).TrimEnd('\n').Split('\n').Select(line => line.TrimEnd()).ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(lines, Has.Count.EqualTo(3), shown);
            Assert.That(lines.Select(CellText.Width), Is.All.LessThanOrEqualTo(width));
            Assert.That(lines, Has.One.Match("^[0-9a-f]{8}  running "));
            Assert.That(lines.Any(line => line.EndsWith("sleep 600'", StringComparison.Ordinal)), Is.EqualTo(isWhole), shown);
            Assert.That(shown, Does.Contain(Escape), "state is in colour");
        }
    }

    [Test]
    public async Task Have_no_colour_where_none_is_wanted()
    {
        await Run("start", "--", "true");
        await using var terminal = Terminal.Start("jobctl list", new Dictionary<string, string?>(Environment) { ["NO_COLOR"] = "1" });
        Assert.That((await terminal.ToEnd(closeInput: false)).Output, Does.Contain("true").And.Not.Contain(Escape));
    }

    [Test]
    public async Task Have_no_colour_in_a_pipe()
    {
        await Run("start", "--", "true");
        Assert.That((await Run("list")).Output, Does.Contain("true").And.Not.Contain(Escape));
    }
}
