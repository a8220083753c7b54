using JobRunner.Cli.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.CommandLine;

/// <summary>What is wrong with a command line is said in one line that shows how it goes.</summary>
public sealed class UsageTests : InProcessTests
{
    [TestCase("strat", "Did you mean 'start'?")]
    [TestCase("frobnicate", "There is no verb 'frobnicate'. 'jobctl --help' lists all.")]
    [TestCase("--bar", "There is no option '--bar'")]
    [TestCase("list --bar", "'--bar' means nothing to 'jobctl list'")]
    [TestCase("list --state gone", "queued, running, stopping and finished")]
    [TestCase("list --state running,stopping", "'running,stopping' is no state")]
    [TestCase("list -o xml", "table, json and ndjson")]
    [TestCase("status", "ID is missing")]
    [TestCase("signal FOO 3f", "HUP, INT, QUIT")]
    [TestCase("start", "COMMAND is missing")]
    [TestCase("start --timeout 5q -- true", "'5q' is no duration")]
    [TestCase("start --memory lots -- true", "'lots' is no size")]
    [TestCase("start --label x -- true", "'x' has to be like key=value")]
    [TestCase("logs --tail x 3f", "'x' is no number that --tail could be")]
    [TestCase("logs --tail 1 --from 1 3f", "give one of them")]
    [TestCase("rm", "Which jobs?")]
    [TestCase("start ls -l x=y", "behind '--'")]
    public Task Is_explained(string line, string words) => Fails(2, line.Split(' '), words);

    [Test]
    public Task Options_behind_a_command_without_dashes_are_never_taken_for_ours() =>
        Fails(125, ["run", "grep", "-e", "foo", "file"], "What belongs to the job has to stand behind '--'");

    [TestCase("run --frob -- true")]
    [TestCase("wait")]
    [TestCase("logs -f")]
    public Task Is_125_where_all_other_numbers_may_be_the_jobs(string line) => Fails(125, line.Split(' '));
}
