using System.Diagnostics;

namespace JobRunner.Soak;

/// <summary>So many short jobs on one manager with default retention: what do they leave behind?</summary>
internal static class ManyJobs
{
    private const int AtOnce = 16;
    private const int Warmup = 2_000;

    /// <returns>The exit code: 0 if nothing grew.</returns>
    public static async Task<int> RunAsync(int count)
    {
        var jobs = new JobsManager();
        await RunAsync(jobs, Warmup);
        var before = Remains.Find();
        Console.WriteLine($"after {Warmup} jobs: {before}");
        var clock = Stopwatch.StartNew();
        for (var done = 0; done < count; done += count / 10)
        {
            await RunAsync(jobs, count / 10);
            Console.WriteLine($"after {done + (count / 10)} more: {Remains.Find()}, {(done + (count / 10)) / clock.Elapsed.TotalSeconds:F0} jobs per second");
        }

        var full = await Remains.FindSettledAsync(before);
        var kept = await jobs.ListAsync().CountAsync();
        await jobs.DisposeAsync();
        var after = await Remains.FindSettledAsync(before);
        Console.WriteLine($"{kept} jobs kept; manager disposed: {after}; processes left: {Remains.FindProcesses().Count()}");
        return full.IsNoMoreThan(before) && after.IsNoMoreThan(before) && !Remains.FindProcesses().Any() ? 0 : 1;
    }

    private static Task RunAsync(JobsManager jobs, int count) =>
        Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, cancellationToken) =>
        {
            // A watcher, a reader, a timeout's timer: what a job may have.
            var result = await jobs.RunAsync(new JobSpec("echo", "short") { Timeout = TimeSpan.FromMinutes(1) }, cancellationToken: cancellationToken);
            if (result.StandardOutput != "short\n" || result.Status.ExitCode != 0)
            {
                throw new InvalidOperationException($"{result.Status} wrote '{result.StandardOutput}'.");
            }
        });
}
