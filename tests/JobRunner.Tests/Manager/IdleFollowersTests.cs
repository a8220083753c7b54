using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Manager;

[Parallelizable] // It waits; what it measures is another process.
public sealed class IdleFollowersTests() : JobsTests(ProcessIsolation.Auto)
{
    /// <summary>500 of each launcher's job, and as many watchers, so 2,000 in all, for ten seconds.</summary>
    [Test]
    public async Task Cost_no_CPU()
    {
        var measurement = Child("idle-followers", "500", "10") with { Environment = new Dictionary<string, string?> { ["DOTNET_TieredCompilation"] = "0" } };
        var result = await Jobs.RunAsync(measurement);
        Assert.That(double.Parse(result.StandardOutput), Is.LessThan(0.05), $"seconds of CPU time {result.StandardError}");
    }
}
