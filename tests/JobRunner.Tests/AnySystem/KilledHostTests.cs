using System.Diagnostics;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.AnySystem;

/// <summary>A host that is killed, or is a job itself.</summary>
public sealed class KilledHostTests() : JobsTests(ProcessIsolation.Auto)
{
    [Test]
    public async Task Takes_all_its_jobs_with_all_their_generations_along()
    {
        using var host = Process.Start(new ProcessStartInfo(TestChild.Program.FilePath, ["host-of-families", "3"]) { RedirectStandardOutput = true })!;
        try
        {
            Assert.That(await host.StandardOutput.ReadLineAsync().Within("the host is ready"), Is.EqualTo("ready"));
            Assert.That(Leftovers.FindOfJobs(), Has.Count.AtLeast(1 + (3 * 3)));
        }
        finally
        {
            host.Kill();
        }

        await host.WaitForExitAsync().Within("the host is dead");
        await Waiting.Until("nothing is left", () => !Leftovers.Find().Any());
    }

    [Test]
    public async Task Ends_with_its_own_jobs_where_it_is_one()
    {
        var host = await Jobs.StartAsync(Child("host-of-families", "2"));
        await WaitForOutput(host, "ready");
        await Jobs.StopAsync(host, TimeSpan.Zero).Within("the host is stopped");
        await Waiting.Until("nothing is left but what watches", () => !Leftovers.FindOfJobs().Any());
    }
}
