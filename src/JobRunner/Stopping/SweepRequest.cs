using JobRunner.Interop;

namespace JobRunner.Stopping;

/// <summary>Something to be done with the processes of a job, in one pass over the process table or several.</summary>
internal abstract class SweepRequest(JobProcesses job)
{
    public JobProcesses Job => job;

    /// <summary>Whether it may wait until others want a pass too.</summary>
    public virtual bool CanWait => false;

    /// <summary>Does what there is to do with the members that this pass found.</summary>
    /// <returns>Whether that was all; otherwise the next pass brings it up again.</returns>
    public abstract bool Serve(IReadOnlyCollection<ProcessIdentity> members);

    /// <summary>Called instead when there could be no pass.</summary>
    public abstract void Fail(Exception reason);
}

/// <summary>Sends signals to all members that one pass finds.</summary>
internal sealed class SignalRequest(JobProcesses job, IReadOnlyList<Signal> signals) : SweepRequest(job)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => _done.Task;

    public override bool Serve(IReadOnlyCollection<ProcessIdentity> members)
    {
        foreach (var member in members)
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

/// <summary>Asks whether there is any member.</summary>
internal sealed class ProbeRequest(JobProcesses job) : SweepRequest(job)
{
    private readonly TaskCompletionSource<bool> _isAnyLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<bool> IsAnyLeft => _isAnyLeft.Task;

    public override bool Serve(IReadOnlyCollection<ProcessIdentity> members)
    {
        _isAnyLeft.SetResult(members.Count > 0);
        return true;
    }

    public override void Fail(Exception reason) => _isAnyLeft.SetException(reason);
}

/// <summary>Kills all members, until a pass finds none or time is up.</summary>
internal sealed class KillRequest(JobProcesses job, TimeSpan patience, bool canWait) : SweepRequest(job)
{
    private readonly TaskCompletionSource<IReadOnlyList<ProcessIdentity>> _survivors =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private long? _firstPass;

    public Task<IReadOnlyList<ProcessIdentity>> Survivors => _survivors.Task;

    // Once it has found something there is no more leisure.
    public override bool CanWait => canWait && _firstPass is null;

    public override bool Serve(IReadOnlyCollection<ProcessIdentity> members)
    {
        _firstPass ??= TimeProvider.System.GetTimestamp();
        if (members.Count == 0 || TimeProvider.System.GetElapsedTime(_firstPass.Value) > patience)
        {
            _survivors.SetResult([.. members]);
            return true;
        }

        foreach (var member in members)
        {
            ProcessSignal.Send(member, Signal.Kill);
        }

        return false;
    }

    public override void Fail(Exception reason) => _survivors.SetException(reason);
}
