namespace JobRunner.TestChild;

/// <summary>A host that runs as many jobs as its limit on descriptors allows, and then has to stop them.</summary>
internal static class OutOfDescriptors
{
    /// <param name="isolation">Of the jobs.</param>
    /// <param name="limits">Of each job.</param>
    /// <param name="atOnce">How many jobs it starts at a time.</param>
    /// <returns>0 if it got the right error, all jobs were stopped, and then one more could run.</returns>
    public static async Task<int> RunAsync(ProcessIsolation isolation, JobLimits? limits, int atOnce)
    {
        // The runtime loads code when it is first needed, and takes descriptors for that.
        await ExhaustAsync(isolation, limits, atOnce, count: 2);
        return await ExhaustAsync(isolation, limits, atOnce, count: int.MaxValue);
    }

    private static async Task<int> ExhaustAsync(ProcessIsolation isolation, JobLimits? limits, int atOnce, int count)
    {
        await using var jobs = new JobsManager(
            new JobsManagerOptions { DefaultGracePeriod = TimeSpan.FromSeconds(1), Isolation = isolation });
        var started = new List<Guid>();
        try
        {
            while (started.Count < count)
            {
                var starts = Enumerable.Range(0, Math.Min(atOnce, count)).Select(_ => jobs.StartAsync(new JobSpec("sleep", "100") { Limits = limits })).ToArray();
                await ((Task)Task.WhenAll(starts)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                started.AddRange(starts.Where(start => start.IsCompletedSuccessfully).Select(start => start.Result));
                await Task.WhenAll(starts);
            }

            await jobs.StartAsync("no-such-program");
        }
        catch (JobStartException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
        }

        // There are some left for what else the host does, as .NET itself.
        var others = Enumerable.Range(0, 16).Select(_ => File.OpenHandle("/dev/null")).ToArray();

        var stopped = await Task.WhenAll(started.Select(job => jobs.StopAsync(job)));
        var ended = stopped.Count(job => job is { Outcome: JobOutcome.Stopped, ExitCode: not null });
        await Console.Out.WriteLineAsync($"{ended} of {stopped.Length}");
        Array.ForEach(others, other => other.Dispose());
        return (await jobs.RunAsync(new JobSpec("true"))).Status.ExitCode ?? 1;
    }
}
