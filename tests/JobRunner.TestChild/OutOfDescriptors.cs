namespace JobRunner.TestChild;

/// <summary>A host that runs as many jobs as its limit on descriptors allows, and then has to stop them.</summary>
internal static class OutOfDescriptors
{
    /// <returns>0 if it got the right error, all jobs were stopped, and then one more could run.</returns>
    public static async Task<int> RunAsync()
    {
        await using var jobs = new JobsManager(new JobsManagerOptions { DefaultGracePeriod = TimeSpan.FromSeconds(1) });
        var started = new List<Guid>();
        try
        {
            while (true)
            {
                started.Add(await jobs.StartAsync("sleep", "100"));
            }
        }
        catch (JobStartException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
        }

        var stopped = await Task.WhenAll(started.Select(job => jobs.StopAsync(job)));
        await Console.Out.WriteLineAsync($"{stopped.Count(job => job.Outcome == JobOutcome.Stopped && job.ExitCode is not null)} of {stopped.Length}");
        return (await jobs.RunAsync(new JobSpec("true"))).Status.ExitCode ?? 1;
    }
}
