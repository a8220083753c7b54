using System.Runtime.Versioning;

namespace JobRunner.Stopping;

/// <summary>Something to be done with the processes of a job, in one pass over the process table or several.</summary>
[UnsupportedOSPlatform("windows")]
internal abstract class SweepRequest(JobProcesses job)
{
    private long? _firstPass;

    public JobProcesses Job => job;

    /// <summary>Whether a pass has dealt with it already.</summary>
    protected bool IsBegun => _firstPass is not null;

    /// <summary>Whether all of the job is to be killed.</summary>
    public virtual bool IsKill => false;

    /// <summary>Whether it may wait until others want a pass too.</summary>
    public virtual bool CanWait => false;

    /// <summary>Deals with it in a pass.</summary>
    /// <returns>Whether that was all; otherwise the next pass brings it up again.</returns>
    public bool Serve(ProcessTable table)
    {
        return Serve(table, IsLate());
    }

    /// <summary>Called instead when there could be no pass: waits for a better one, as long as it has patience.</summary>
    /// <returns>Whether it gave up.</returns>
    public bool Miss(Exception reason)
    {
        if (!IsLate())
        {
            return false;
        }

        Fail(reason);
        return true;
    }

    public abstract void Fail(Exception reason);

    /// <param name="table">What this pass found.</param>
    /// <param name="isLate">Whether its patience is over.</param>
    protected abstract bool Serve(ProcessTable table, bool isLate);

    private bool IsLate()
    {
        _firstPass ??= TimeProvider.System.GetTimestamp();
        return TimeProvider.System.GetElapsedTime(_firstPass.Value) > ProcessSweeper.Patience;
    }
}
