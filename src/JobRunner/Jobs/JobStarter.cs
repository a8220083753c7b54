using JobRunner.Launching;
using JobRunner.Specs;

namespace JobRunner.Jobs;

/// <summary>Starts a job's process, watched from before it exists.</summary>
internal sealed class JobStarter(IProcessLauncher launcher, IHostWatch? hostWatch) : IAsyncDisposable
{
    /// <summary>Looks for all that can be seen to speak against a start.</summary>
    /// <exception cref="JobStartException">Something does.</exception>
    public void Check(ResolvedSpec spec)
    {
        StartFailure.Check(spec);
        launcher.Check(spec);
    }

    /// <exception cref="JobStartException">The system refused; nothing is left.</exception>
    public async ValueTask<(IJobProcess Process, IHostWatchEntry? Watch)> StartAsync(ResolvedSpec spec)
    {
        // Before the start, so that there is no moment in which the host could die and the job live on.
        var watch = hostWatch?.Enter(spec.JobId);
        try
        {
            return (await launcher.StartAsync(spec, watch).ConfigureAwait(false), watch);
        }
        catch
        {
            watch?.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await launcher.DisposeAsync().ConfigureAwait(false);
        if (hostWatch is not null)
        {
            await hostWatch.DisposeAsync().ConfigureAwait(false);
        }
    }
}
