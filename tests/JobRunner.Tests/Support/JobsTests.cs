using JobRunner.Stopping;
using NUnit.Framework;

namespace JobRunner.Tests.Support;

/// <summary>
/// Gives each test a manager of its own, and sees to it that nothing of its jobs is left. A fixture of processes or output has two leaves, one for
/// each launcher: <see cref="ProcessIsolation.Session"/> is Linux', <see cref="ProcessIsolation.None"/> is CliWrap's.
/// </summary>
public abstract class JobsTests(ProcessIsolation isolation)
{
    internal static readonly OutputReadOptions Snapshot = new() { Follow = false };

    internal ProcessIsolation Isolation => isolation;

    internal JobsManager Jobs { get; private set; } = null!;

    [SetUp]
    public void MakeManager() => Jobs = NewManager(options => options.DefaultGracePeriod = TimeSpan.FromSeconds(5));

    [TearDown]
    public async Task DisposeManager()
    {
        await Jobs.DisposeAsync();
        Assert.That(Leftovers.Find(), Is.Empty, "processes of jobs outlive the manager");
    }

    internal static bool IsAlive(int processId) =>
        OperatingSystem.IsWindows() ? Leftovers.Find().Any(process => process.Id == processId) : ProcessTable.Find(processId) is not null;

    internal static JobSpec Shell(string script)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Its job is a script for sh.");
        }

        return new("sh", "-c", script);
    }

    internal static JobSpec Child(params string[] arguments) => new(TestChild.Program.FilePath, arguments);

    internal async Task<JobStatus> RunToEnd(JobSpec spec) => await WaitFor(await Jobs.StartAsync(spec));

    internal Task<JobStatus> WaitFor(Guid jobId) => Jobs.WaitAsync(jobId).Within("the job has finished");

    /// <summary>All bytes that the options select.</summary>
    internal async Task<byte[]> Read(Guid jobId, OutputReadOptions? options = null)
    {
        using var bytes = new MemoryStream();
        await Jobs.CopyOutputToAsync(jobId, bytes, options).Within("the output has ended");
        return bytes.ToArray();
    }

    internal Task WaitForOutput(Guid jobId, string text) => WaitForOutput(Jobs, jobId, text);

    internal static Task WaitForOutput(JobsManager jobs, Guid jobId, string text) =>
        Waiting.Until($"the job writes '{text}'", async () => (await jobs.ReadOutputTextAsync(jobId, Snapshot)).Contains(text, StringComparison.Ordinal));

    /// <summary>Starts a script, stops it once it says <c>ready</c>, and looks for what it has left.</summary>
    internal async Task StopAndFindNothingLeft(string script)
    {
        var job = await Jobs.StartAsync(Shell(script));
        await WaitForOutput(job, "ready");
        var status = await Jobs.StopAsync(job, TimeSpan.FromMilliseconds(300)).Within("the job is stopped");
        Assert.That(status, Has.Property("Outcome").EqualTo(JobOutcome.Stopped).And.Property("Error").Null);
        Assert.That(Leftovers.FindOfJobs(), Is.Empty);
    }

    internal JobsManager NewManager(Action<JobsManagerOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new JobsManagerOptions { Isolation = isolation };
        configure?.Invoke(options);
        return new JobsManager(options, timeProvider: time);
    }
}
