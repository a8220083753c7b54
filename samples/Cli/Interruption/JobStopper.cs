using JobRunner.Cli.Failures;
using JobRunner.Cli.Formatting;
using JobRunner.Cli.Jobs;

namespace JobRunner.Cli.Interruption;

/// <summary>Turns the first Ctrl+C into a stop, the second into a kill; with the third it gives up.</summary>
internal sealed class JobStopper(IJobsManager jobs, Guid jobId, Interrupts interrupts, Messages messages)
{
    private readonly string _name = JobIds.Short(jobId);

    /// <summary>Ends only by a fault: the job can't be stopped, or the user doesn't want to wait for it any longer.</summary>
    public async Task WatchAsync()
    {
        await interrupts.WhenCountIs(1);
        messages.Say($"stopping job {_name}; Ctrl+C again kills it");
        var stop = StopAsync(gracePeriod: null);
        if (await Task.WhenAny(stop, interrupts.WhenCountIs(2)) == stop)
        {
            await stop;
        }
        else
        {
            messages.Say($"killing job {_name}");
            await Task.WhenAny(StopAsync(TimeSpan.Zero), interrupts.WhenCountIs(3)).Unwrap();
        }

        // Stopped; its last output is on its way.
        await interrupts.WhenCountIs(3);
        throw new CliException(ExitCodes.OwnFailure, $"Job {_name} is left to itself: 'jobctl status {_name}' shows what became of it.");
    }

    /// <summary>Stops it without having been asked, because there is nobody any more whose job it is.</summary>
    public Task StopAsync() => StopAsync(gracePeriod: null);

    private async Task StopAsync(TimeSpan? gracePeriod)
    {
        try
        {
            await jobs.StopAsync(jobId, gracePeriod);
        }
        catch (JobNotFoundException)
        {
            // Ended and removed by somebody else: there is nothing to stop.
        }
    }
}
