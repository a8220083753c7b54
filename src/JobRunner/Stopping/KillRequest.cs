using System.Runtime.Versioning;
using JobRunner.Interop;

namespace JobRunner.Stopping;

/// <summary>Kills all members, until a pass finds none or its patience is over.</summary>
[UnsupportedOSPlatform("windows")]
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
        if ((members.Count == 0 && table.IsConclusive) || isLate)
        {
            _report.TrySetResult(new KillReport(_foundAny, [.. members]));
            return true;
        }

        // Group by group first: nothing of a group can fork its way out of that.
        _foundAny |= members.Count > 0;
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

    public override void Fail(Exception reason) => _report.TrySetException(reason);
}
