using JobRunner.Threading;

namespace JobRunner.Jobs;

/// <summary>A manager's end: all its jobs are asked to stop at once, and a start that hangs keeps nobody.</summary>
internal sealed class JobsShutdown(JobAdmission admission, JobTable table, JobStarter starter)
{
    /// <summary>How long it waits for starts under way, by the system's clock: the kernel keeps one whose program or folder is on a mount that hangs.</summary>
    public required TimeSpan StartPatience { get; init; }

    // On the pool from the first step, so that its caller may block on it wherever it is.
    public Task RunAsync() => Task.Run(async () =>
    {
        // A start that hangs keeps nobody else from being asked.
        var starts = admission.CloseAsync();
        var early = table.InOrder;
        Stop(early);
        await starts.IsDoneWithinAsync(StartPatience, TimeProvider.System).ConfigureAwait(false);
        var jobs = table.Seal();
        Stop(jobs.Except(early));
        if (!starts.IsCompleted)
        {
            GiveUpStarts(jobs);
        }

        await Task.WhenAll(jobs.Select(job => job.Finished)).ConfigureAwait(false);
        table.Dispose();

        // A start that goes on after all has to be killed, or watched if the host dies before.
        var end = DisposeStarterAsync(starts);
        if (starts.IsCompleted)
        {
            await end.ConfigureAwait(false);
        }
    });

    private static void Stop(IEnumerable<Job> jobs)
    {
        foreach (var job in jobs)
        {
            job.RequestStop(EndReason.Stop, job.GracePeriod);
        }
    }

    // All have been asked to stop: who is queued still is being started.
    private void GiveUpStarts(IEnumerable<Job> jobs)
    {
        var fault = new TimeoutException(
            $"Its start was not over within {StartPatience.TotalSeconds} s of the manager's disposal and was given up: should the program run after all, it is killed.");
        foreach (var job in jobs)
        {
            job.FailToStart(fault);
        }
    }

    private async Task DisposeStarterAsync(Task starts)
    {
        await starts.ConfigureAwait(false);
        await starter.DisposeAsync().ConfigureAwait(false);
    }
}
