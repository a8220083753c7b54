using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Manager;

public sealed class IdleFollowersTests() : JobsTests(ProcessIsolation.Auto)
{
    /// <summary>200 of a job of each launcher's, so 400 in all, for ten seconds.</summary>
    [Test]
    public async Task Cost_no_CPU()
    {
        var result = await Jobs.RunAsync(Child("idle-followers", "200", "10"));
        Assert.That(double.Parse(result.StandardOutput), Is.LessThan(0.2), $"seconds of CPU time {result.StandardError}");
    }
}
