using JobRunner.Cli.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.CommandLine;

public sealed class HelpTests : InProcessTests
{
    private static readonly string[] Verbs =
        ["start", "run", "list", "status", "logs", "wait", "stop", "signal", "input", "rm", "watch", "whoami", "completion"];

    [Test]
    public async Task Lists_every_verb_and_says_how_to_connect([Values("--help", "")] string argument)
    {
        var result = await Jobctl.Run(argument.Length > 0 ? [argument] : []);
        Assert.That(result.ExitCode, Is.Zero);
        foreach (var verb in Verbs)
        {
            Assert.That(result.Output, Does.Match($@"(?m)^  {verb} +\S"));
        }

        Assert.That(result.Output, Does.Contain("JOBCTL_URL").And.Contain("--cacert").And.Not.Contain("__complete"));
    }

    [TestCaseSource(nameof(Verbs))]
    public async Task Of_a_verb_has_usage_and_an_example(string verb)
    {
        var result = await Jobctl.Run(verb, "--help");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.ExitCode, Is.Zero);
            Assert.That(result.Error, Is.Empty);
            Assert.That(result.Output, Does.Contain($"Usage: jobctl {verb}"));
            Assert.That(result.Output, Does.Match($@"(?m)^Examples:\n  .*jobctl {verb}\b|^Examples:\n.*\n  jobctl {verb}\b"));
            Assert.That(result.Output, Does.Contain("--profile NAME"));
        }
    }

    [Test]
    public async Task Version_is_one_line() => Assert.That((await Jobctl.Run("--version")).Output, Does.Match(@"^jobctl \d+\.\d+\.\d+\S*\n$"));
}
