using System.Runtime.InteropServices;

namespace JobRunner.TestChild;

/// <summary>A host of its own, to be killed, or to be a job itself.</summary>
internal static class Host
{
    /// <summary>Runs so many jobs, the scripts in turn; says <c>ready</c> when each has written something; ends by SIGTERM.</summary>
    public static async Task<int> RunAsync(int count, ProcessIsolation isolation, bool killJobs, string[] scripts)
    {
        var ended = new TaskCompletionSource();
        using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            ended.TrySetResult();
        });
        await using var jobs = new JobsManager(new JobsManagerOptions
        {
            Isolation = isolation,
            KillJobsWhenHostDies = killJobs,
            DefaultGracePeriod = TimeSpan.FromSeconds(1),
        });
        for (var i = 0; i < count; i++)
        {
            var job = await jobs.StartAsync("sh", "-c", scripts[i % scripts.Length]);
            await foreach (var _ in jobs.ReadOutputAsync(job))
            {
                break;
            }
        }

        await Console.Out.WriteLineAsync("ready");
        await ended.Task;
        return 0;
    }
}
