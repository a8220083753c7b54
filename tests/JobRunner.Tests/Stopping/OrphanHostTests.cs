using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Stopping;

[Platform("Linux")]
public sealed class OrphanHostTests() : JobsTests(ProcessIsolation.Auto)
{
    /// <summary>As process 1 of a container is one: nobody else takes note of the end of what jobs leave.</summary>
    [Test]
    public async Task A_host_that_is_given_what_outlives_its_parent_keeps_no_entries_of_the_dead()
    {
        var result = await Jobs.RunAsync(Child("orphan-host", "20")).Within("the host ends");
        Assert.That((result.Status.ExitCode, result.StandardError), Is.EqualTo((0, "")));
    }
}
