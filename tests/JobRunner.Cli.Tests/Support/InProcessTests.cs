using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.Support;

/// <summary>jobctl in process, over a manager of the test's own.</summary>
public abstract class InProcessTests
{
    internal JobsManager Jobs { get; private set; } = null!;

    internal JobctlInProcess Jobctl { get; private set; } = null!;

    [SetUp]
    public void MakeManager()
    {
        Jobs = new JobsManager(new JobsManagerOptions());
        Jobctl = new JobctlInProcess(Jobs);
    }

    [TearDown]
    public async Task DisposeManager()
    {
        await Jobs.DisposeAsync();
        Assert.That(Leftovers.Find(), Is.Empty, "processes of jobs outlive the manager");
    }

    internal async Task<Guid> StartAndWait(string script)
    {
        var job = await Jobs.StartAsync("sh", "-c", script);
        await Jobs.WaitAsync(job).Within("the job has finished");
        return job;
    }

    /// <summary>Runs a command that is to fail with this code and one line that contains all of this.</summary>
    internal async Task Fails(int exitCode, string[] arguments, params string[] words)
    {
        var result = await Jobctl.Run(arguments);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.ExitCode, Is.EqualTo(exitCode), $"{result}");
            Assert.That(result.ErrorLines, Has.Length.EqualTo(1), $"{result}");
            Assert.That(result.Error, Does.StartWith("jobctl: "));
            Assert.That(result.Output, Is.Empty);
            foreach (var word in words)
            {
                Assert.That(result.Error, Does.Contain(word));
            }
        }
    }
}
