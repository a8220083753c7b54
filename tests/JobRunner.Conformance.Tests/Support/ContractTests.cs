using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Conformance.Tests.Support;

/// <summary>Serves a fixture's jobs in one place or the other, and sees to it that nothing is left of a test when the next begins.</summary>
public abstract class ContractTests(Place place)
{
    internal static readonly OutputReadOptions Snapshot = new() { Follow = false };

    internal static readonly JobSpec Sleeper = new("sleep", "100");

    private Served _served = null!;

    internal IJobsManager Jobs => _served.Jobs;

    [OneTimeSetUp]
    public async Task Serve() => _served = await ServeAsync(options => options.DefaultGracePeriod = TimeSpan.FromSeconds(5));

    [TearDown]
    public async Task ForgetJobs()
    {
        foreach (var job in await Jobs.ListAsync().ToListAsync())
        {
            await Jobs.StopAsync(job.Id, TimeSpan.Zero).Within("the job is stopped");
            await Jobs.RemoveAsync(job.Id);
        }

        Assert.That(Leftovers.FindOfJobs(), Is.Empty, "processes outlive their job");
    }

    [OneTimeTearDown]
    public async Task EndServing()
    {
        await _served.DisposeAsync();
        Assert.That(Leftovers.Find(), Is.Empty, "processes of jobs outlive their server");
    }

    internal static JobSpec Shell(string script) => new("sh", "-c", script);

    internal static JobSpec Child(params string[] arguments) => new(TestChild.Program.FilePath, arguments);

    internal static Dictionary<string, string> Labels(params (string Name, string Value)[] labels) => labels.ToDictionary(label => label.Name, label => label.Value);

    internal Task<Served> ServeAsync(Action<JobsManagerOptions> configure) => Served.InAsync(place, configure);

    internal Task<JobStatus> WaitFor(Guid jobId) => Jobs.WaitAsync(jobId).Within("the job has finished");

    internal async Task<JobStatus> RunToEnd(JobSpec spec) => await WaitFor(await Jobs.StartAsync(spec));

    /// <summary>Runs commands that write something each, one after the other has been read: two pipes alone have no order.</summary>
    internal async Task<Guid> RunInSteps(params string[] commands)
    {
        var job = await Jobs.StartAsync(Shell(string.Join("; read line; ", commands)) with { KeepInputOpen = true });
        long read = 0;
        for (var step = 1; step < commands.Length; step++)
        {
            await Waiting.Until($"step {step} is read", async () => (await Jobs.QueryAsync(job)).OutputBytes > read);
            read = (await Jobs.QueryAsync(job)).OutputBytes;
            await Jobs.WriteInputAsync(job, "\n"u8.ToArray());
        }

        await WaitFor(job);
        return job;
    }

    internal async Task<byte[]> Read(Guid jobId, OutputReadOptions? options = null)
    {
        using var bytes = new MemoryStream();
        await Jobs.CopyOutputToAsync(jobId, bytes, options).Within("the output has ended");
        return bytes.ToArray();
    }

    internal Task WaitForOutput(Guid jobId, string text) =>
        Waiting.Until($"the job writes '{text}'", async () => (await Jobs.ReadOutputTextAsync(jobId, Snapshot)).Contains(text, StringComparison.Ordinal));

    internal async Task<List<Guid>> ListIds(JobFilter? filter = null) => await Jobs.ListAsync(filter).Select(status => status.Id).ToListAsync();
}
