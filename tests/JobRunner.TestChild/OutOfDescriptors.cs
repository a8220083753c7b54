namespace JobRunner.TestChild;

/// <summary>A host that runs as many jobs as its limit on descriptors allows, and then has to stop them.</summary>
internal static class OutOfDescriptors
{
    /// <returns>0 if it got the right error, all jobs were stopped, and then one more could run.</returns>
    public static async Task<int> RunAsync(ProcessIsolation isolation)
    {
        // The runtime loads code when it is first needed, and takes descriptors for that.
        await ExhaustAsync(isolation, limit: 2);
        return await ExhaustAsync(isolation, limit: int.MaxValue);
    }

    private static async Task<int> ExhaustAsync(ProcessIsolation isolation, int limit)
    {
        await using var jobs = new JobsManager(
            new JobsManagerOptions { DefaultGracePeriod = TimeSpan.FromSeconds(1), Isolation = isolation });
        var started = new List<Guid>();
        try
        {
            while (started.Count < limit)
            {
                started.Add(await jobs.StartAsync("sleep", "100"));
            }

            await jobs.StartAsync("no-such-program");
        }
        catch (JobStartException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
        }

        var stopped = await Task.WhenAll(started.Select(job => jobs.StopAsync(job)));
        var ended = stopped.Count(job => job is { Outcome: JobOutcome.Stopped, ExitCode: not null });
        await Console.Out.WriteLineAsync($"{ended} of {stopped.Length}");
        return (await jobs.RunAsync(new JobSpec("true"))).Status.ExitCode ?? 1;
    }
}
