using JobRunner.Cli.Tests.Support;
using JobRunner.Http.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.Completion;

/// <summary>How long ids are waited for.</summary>
public sealed class IdCompletionTests : InProcessTests
{
    [TestCase(null, 1999, true)]
    [TestCase(null, 2000, false)]
    [TestCase("5s", 4999, true)]
    [TestCase("5s", 5000, false)]
    [TestCase("0", 0, false)]
    public async Task Ids_that_come_later_are_not_proposed(string? timeout, int milliseconds, bool proposed)
    {
        var job = await StartAndWait("true");
        var time = new FakeTimeProvider();
        var slow = Interposed.Before(nameof(IJobsManager.ListAsync), Jobs, () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            return Task.CompletedTask;
        });
        var jobctl = new JobctlInProcess(slow) { Time = time };
        if (timeout is not null)
        {
            jobctl.Variables["JOBCTL_COMPLETION_TIMEOUT"] = timeout;
        }

        var result = await jobctl.Run("__complete", "--", "logs", "");
        Assert.That((result.ExitCode, result.Error), Is.EqualTo((0, "")));
        Assert.That(result.Output, proposed ? Does.StartWith($"{job}\t") : Is.Empty);
    }

    [TestCase("soon")]
    [TestCase("-1s")]
    [TestCase("61s")]
    public async Task A_limit_that_is_none_is_told_to_who_asks_by_hand(string timeout)
    {
        Jobctl.Variables["JOBCTL_COMPLETION_TIMEOUT"] = timeout;
        await Fails(2, ["__complete", "--", "logs", ""], "JOBCTL_COMPLETION_TIMEOUT", $"'{timeout}'", "5s");
    }
}
