using JobRunner.Cli.CommandLine;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.CommandLine;

public sealed class SizeValueTests
{
    [TestCase("4096", 4096)]
    [TestCase("64k", 65_536)]
    [TestCase("512M", 536_870_912)]
    [TestCase("512MB", 536_870_912)]
    [TestCase("512MiB", 536_870_912)]
    [TestCase("1.5G", 1_610_612_736)]
    [TestCase("10b", 10)]
    public void Reads_what_people_write(string text, long bytes) => Assert.That(SizeValue.Parse(text), Is.EqualTo(bytes));

    [TestCase("")]
    [TestCase("M")]
    [TestCase("-1M")]
    [TestCase("1X")]
    [TestCase("1XB")]
    [TestCase("999999999T")]
    public void Refuses_what_nobody_understands(string text) => Assert.That(SizeValue.Parse(text), Is.Null);
}
