using JobRunner.Cli.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.Verbs;

public sealed class IdTests : InProcessTests
{
    [Test]
    public async Task A_prefix_will_do_in_any_case()
    {
        var job = $"{await StartAndWait("echo hello")}";
        foreach (var id in (string[])[job, job[..1], job[..8].ToUpperInvariant(), job[..14], job.Replace("-", "", StringComparison.Ordinal)])
        {
            Assert.That((await Jobctl.Run("logs", id)).Output, Is.EqualTo("hello\n"), id);
        }
    }

    [Test]
    public async Task A_prefix_of_several_is_an_error_that_tells_them_apart()
    {
        // Of seventeen ids two begin alike.
        for (var count = 0; count < 17; count++)
        {
            await StartAndWait("true");
        }

        var jobs = await Jobs.ListAsync().Select(job => $"{job.Id}").ToListAsync();
        var twins = jobs.GroupBy(id => id[0]).First(group => group.Count() > 1);
        await Fails(2, ["status", $"{twins.Key}"], "type more of it", $"{twins.Count()} ids", twins.First()[..8]);
    }

    [Test]
    public async Task Two_ways_to_name_a_job_are_one_job()
    {
        var job = $"{await StartAndWait("echo hello")}";
        Assert.That((await Jobctl.Run("logs", job, job[..8])).Output, Is.EqualTo("hello\n"));
    }

    [TestCase("0000000000000000")]
    [TestCase("00000000-0000-4000-8000-000000000000")]
    [TestCase("nonsense")]
    public async Task No_such_job_is_3(string id)
    {
        await StartAndWait("true");
        foreach (var verb in (string[][])[["status"], ["logs"], ["stop"], ["signal", "HUP"], ["input", "--eof"], ["rm"]])
        {
            await Fails(3, [.. verb, id], "'jobctl list'");
        }

        await Fails(125, ["wait", id]);
        await Fails(125, ["logs", "-f", id]);
    }
}
