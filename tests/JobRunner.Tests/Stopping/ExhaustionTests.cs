using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Stopping;

[TestFixture(ProcessIsolation.Session)]
[TestFixture(ProcessIsolation.None)]
public sealed class ExhaustionTests(ProcessIsolation isolation) : JobsTests(isolation)
{
    [Test]
    public async Task A_host_without_descriptors_says_so_stops_its_jobs_and_goes_on()
    {
        var script = $"ulimit -n 200; exec '{TestChild.Program.FilePath}' out-of-descriptors {Isolation}";
        var result = await Jobs.RunAsync(Shell(script)).Within("the host ends");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Status.ExitCode, Is.Zero, result.StandardError);
            Assert.That(result.StandardError, Does.Contain("descriptor").And.Contain("ulimit -n"));
            Assert.That(result.StandardOutput, Does.Match(@"^2 of 2\n(\d+) of \1\n$"));
        }
    }
}
