using JobRunner.Interop;

namespace JobRunner.Stopping;

/// <summary>Something to be done with the processes of a job, in one pass over the process table or several.</summary>
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

/// <summary>Sends signals to all members that one pass finds.</summary>
internal sealed class SignalRequest(JobProcesses job, IReadOnlyList<Signal> signals) : SweepRequest(job)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => _done.Task;

    protected override bool Serve(ProcessTable table, bool isLate)
    {
        foreach (var member in table.MembersOf(Job))
        {
            foreach (var signal in signals)
            {
                ProcessSignal.Send(member, signal);
            }
        }

        _done.SetResult();
        return true;
    }

    public override void Fail(Exception reason) => _done.SetException(reason);
}

/// <summary>Asks whether anything of the group is alive.</summary>
internal sealed class ProbeRequest(JobProcesses job) : SweepRequest(job)
{
    private readonly TaskCompletionSource<bool> _isAnyLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<bool> IsAnyLeft => _isAnyLeft.Task;

    protected override bool Serve(ProcessTable table, bool isLate)
    {
        _isAnyLeft.SetResult(table.IsGroupAlive(Job));
        return true;
    }

    public override void Fail(Exception reason) => _isAnyLeft.SetException(reason);
}

/// <summary>Kills all members, until a pass finds none or its patience is over.</summary>
internal sealed class KillRequest(JobProcesses job, bool atLeisure) : SweepRequest(job)
{
    private readonly TaskCompletionSource<KillReport> _report = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _foundAny;

    public Task<KillReport> Report => _report.Task;

    public override bool IsKill => true;

    // Once it has found something there is no more leisure.
    public override bool CanWait => atLeisure && !IsBegun;

    protected override bool Serve(ProcessTable table, bool isLate)
    {
        var members = table.MembersOf(Job);
        if (members.Count == 0 || isLate)
        {
            _report.SetResult(new KillReport(_foundAny, [.. members]));
            return true;
        }

        // Group by group first: nothing of a group can fork its way out of that.
        _foundAny = true;
        foreach (var member in table.GroupsOf(members))
        {
            ProcessSignal.SendToGroup(member, Signal.Kill);
        }

        foreach (var member in members)
        {
            ProcessSignal.Send(member, Signal.Kill);
        }

        return false;
    }

    public override void Fail(Exception reason) => _report.SetException(reason);
}
