using System.IO.Pipelines;
using JobRunner.Cli.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.Verbs;

/// <summary>A server may forget a job as soon as it has ended: who follows it has its exit code all the same.</summary>
public sealed class ForgottenJobTests
{
    private static readonly string[] Script = ["sh", "-c", "echo ready; cat; exit 7"];

    private JobsManager _jobs = null!;

    [SetUp]
    public void MakeManager() => _jobs = new JobsManager(new JobsManagerOptions { MaxFinishedJobs = 0 });

    [TearDown]
    public async Task DisposeManager() => await _jobs.DisposeAsync();

    [TestCase]
    [TestCase("--rm")]
    public Task Run_ends_as_the_job_did(params string[] options) => EndsAsTheJobDid(["run", .. options, "--", .. Script]);

    [Test]
    public async Task So_does_logs_that_follows()
    {
        var job = await _jobs.StartAsync(new JobSpec(Script[0], Script[1..]) { KeepInputOpen = true });
        await EndsAsTheJobDid(["logs", "-f", $"{job}"], () => _jobs.CloseInputAsync(job));
    }

    private async Task EndsAsTheJobDid(string[] arguments, Func<Task>? end = null)
    {
        Pipe input = new(), output = new();
        var surroundings = JobctlInProcess.NewSurroundings(_jobs, _ => null, input.Reader.AsStream(), output.Writer.AsStream(), Stream.Null);
        var jobctl = Task.Run(() => new Jobctl(surroundings).RunAsync(arguments));
        Assert.That((await output.Reader.ReadAtLeastAsync(1).AsTask().Within("the job is ready")).IsCanceled, Is.False);
        await input.Writer.CompleteAsync();
        await (end?.Invoke() ?? Task.CompletedTask);
        Assert.That(await jobctl.Within("jobctl ends"), Is.EqualTo(7));
        Assert.That(await _jobs.ListAsync().AnyAsync(), Is.False, "the job is forgotten");
    }
}
