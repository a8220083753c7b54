using JobRunner.Cli.CommandLine;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.CommandLine;

public sealed class DurationValueTests
{
    [TestCase("90", 90)]
    [TestCase("90s", 90)]
    [TestCase("500ms", 0.5)]
    [TestCase("5m", 300)]
    [TestCase("1h30m", 5400)]
    [TestCase("1.5h", 5400)]
    [TestCase("2d", 172_800)]
    [TestCase("0", 0)]
    [TestCase("00:01:30", 90)]
    [TestCase("1:30", 5400)]
    public void Reads_what_people_write(string text, double seconds) => Assert.That(DurationValue.Parse(text), Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [TestCase("")]
    [TestCase("5q")]
    [TestCase("-5s")]
    [TestCase("-1:00:00")]
    [TestCase("m5")]
    [TestCase("5m30")]
    [TestCase("1e3")]
    [TestCase("99999999999999d")]
    public void Refuses_what_nobody_understands(string text) => Assert.That(DurationValue.Parse(text), Is.Null);
}
