using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Stopping;

public sealed class ExhaustionTests : JobsTests
{
    [Test]
    public async Task A_host_without_descriptors_says_so_stops_its_jobs_and_goes_on()
    {
        var result = await Jobs.RunAsync(Shell($"ulimit -n 160; exec '{TestChild.Program.FilePath}' out-of-descriptors")).Within("the host ends");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Status.ExitCode, Is.Zero);
            Assert.That(result.StandardError, Does.Contain("descriptor").And.Contain("ulimit -n"));
            Assert.That(result.StandardOutput, Does.Match(@"^(\d+) of \1\n$"));
        }
    }
}
