using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Docs.Tests.Troubleshooting;

/// <summary>What is said of specs, options, calls and ends.</summary>
public sealed class CallTests
{
    [Test]
    public async Task What_is_refused_is_quoted()
    {
        await using var jobs = new JobsManager();
        Quotes.AreWhatIsSaid(
            "A spec or an option is refused",
            [
                await Said<ArgumentException>(() => jobs.StartAsync("")),
                await Said<ArgumentException>(() => jobs.StartAsync("true", "\0")),
                await Said<ArgumentException>(() => jobs.StartAsync(new JobSpec("true") { Timeout = TimeSpan.Zero })),
                await Said<ArgumentException>(() => jobs.StartAsync(new JobSpec("true") { Labels = new Dictionary<string, string> { ["jobrunner.owner"] = "me" } })),
                await Said<ArgumentException>(() => Task.FromResult(new JobsManager(new JobsManagerOptions { MaxConcurrentJobs = 0 }))),
            ]);
    }

    [Test]
    public async Task What_can_not_be_done_is_quoted()
    {
        await using var jobs = new JobsManager(new JobsManagerOptions { MaxConcurrentJobs = 1, MaxQueuedJobs = 0 });
        var ended = await jobs.StartAsync("true");
        await jobs.WaitAsync(ended).Within("it has ended");
        var fed = await jobs.StartAsync(new JobSpec("true") { KeepInputOpen = true });
        await jobs.WaitAsync(fed).Within("it has ended");
        var running = await jobs.StartAsync("sleep", "600");
        Quotes.AreWhatIsSaid(
            "A call fails",
            [
                await Said<JobNotFoundException>(() => jobs.WaitAsync(Guid.NewGuid())),
                await Said<JobQueueFullException>(() => jobs.StartAsync("true")),
                await Said<InvalidJobStateException>(() => jobs.RemoveAsync(running)),
                await Said<InvalidJobStateException>(() => jobs.SignalAsync(ended, JobSignal.SIGHUP)),
                await Said<InvalidJobStateException>(() => jobs.WriteInputAsync(fed, new byte[1])),
                await Said<InvalidJobStateException>(() => jobs.WriteInputAsync(running, new byte[1])),
            ]);
    }

    [Test]
    public async Task What_a_status_says_is_quoted() => Quotes.AreWhatIsSaid(
        "What a status says",
        [
            await Error("sleep 600 & exit 0", options => options.OutputDrainPeriod = TimeSpan.FromMilliseconds(100)),
            await Error("seq 10000", options => options.MaxOutputPerJob = 1000),
            await Error("seq 10000", options => (options.OutputMemoryPerJob, options.MaxSpooledOutput) = (4096, 0)),
            await Error("seq 10000", options => (options.OutputMemoryPerJob, options.SpoolDirectory) = (4096, "/no/such/folder")),
        ]);

    private static async Task<string> Error(string script, Action<JobsManagerOptions> configure)
    {
        var options = new JobsManagerOptions();
        configure(options);
        await using var jobs = new JobsManager(options);
        var job = await jobs.StartAsync("sh", "-c", script);
        return (await jobs.WaitAsync(job).Within($"'{script}' has ended")).Error ?? $"Nothing was said of '{script}'.";
    }

    private static async Task<string> Said<T>(Func<Task> call)
        where T : Exception
    {
        try
        {
            await call().Within("it is refused");
        }
        catch (T e)
        {
            return e.Message;
        }

        throw new InvalidOperationException("It was not refused.");
    }
}
