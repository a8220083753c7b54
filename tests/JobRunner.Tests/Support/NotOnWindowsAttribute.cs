using NUnit.Framework;
using NUnit.Framework.Interfaces;

[assembly: JobRunner.Tests.Support.NotOnWindows]

namespace JobRunner.Tests.Support;

/// <summary>Skips on Windows, with the reason, what makes no sense there or would take too long under Wine.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class NotOnWindowsAttribute : Attribute, ITestAction
{
    private const string Scripts = "Its job is a script for sh.";
    private const string Descriptors = "It looks for descriptors in /proc.";
    private const string Many = "It starts hundreds or thousands of processes, each half a second under Wine.";

    private const string Exceptions = "It throws through native frames, of which Wine 8 keeps a handler that is no longer there; the next exception ends the thread.";

    // A fixture, or a test of it.
    private static readonly (string Name, string Reason)[] Skipped =
    [
        ("ConsoleHostTests", Scripts),
        ("DisposalTests.Starts_that_race_with_it_are_refused_or_stopped", Many),
        ("ExhaustionTests", "It lowers the limit on descriptors, which POSIX systems have."),
        ("FollowerTests.Wrong_options_throw_at_the_call", Exceptions),
        ("ManagerTests.A_status_tells_the_jobs_story", Scripts),
        ("ManagerTests.What_is_finished_can_be_removed_at_once", Many),
        ("ManagerTests.Whoever_sees_the_output_end_sees_a_finished_job", Many),
        ("NoProcessTableTests", "It is about signals, which POSIX systems have."),
        ("OlderKernelTests", "It is about Linux' kernel."),
        ("OpenFilesTests", "It is about RLIMIT_NOFILE, which POSIX systems have."),
        ("OutputBytesTests.Ten_thousand_jobs_that_write_one_byte_lose_none", Many),
        ("ProcessTests", "It looks at Linux' descriptors, signals, sessions and zombies."),
        ("QueueTests.Stops_that_race_with_starts_have_one_answer", Many),
        ("SpoolTests.A_full_disk_costs_output_and_says_so_but_not_the_job", "It mounts a file system."),
        ("SpoolTests.A_stalled_reader_holds_up_nobody_and_gets_everything_later", "It reads two gigabytes of /dev/zero."),
        ("SpoolTests.Files_are_there_only_as_long_as_they_are_needed_and_have_no_name", Descriptors),
        ("SpoolTests.Goes_with_the_manager", Descriptors),
        ("StopTests.A_drain_period_of_zero_blames_nobody", Many),
        ("StopTests.Three_hundred_jobs_stop_together", Many),
        ("TimeoutTests.A_stop_and_a_timeout_and_an_exit_at_once_have_one_outcome", Many),
    ];

    public ActionTargets Targets => ActionTargets.Test;

    public void BeforeTest(ITest test)
    {
        if (OperatingSystem.IsWindows() && Array.Find(Skipped, skipped => Matches(test, skipped.Name)) is { Reason: { } reason })
        {
            Assert.Ignore(reason);
        }
    }

    public void AfterTest(ITest test)
    {
    }

    private static bool Matches(ITest test, string name)
    {
        var fixture = test.TypeInfo?.Type.Name;
        return name == fixture || name == $"{fixture}.{test.MethodName}";
    }
}
