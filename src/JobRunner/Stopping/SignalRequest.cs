using System.Runtime.Versioning;
using JobRunner.Interop;

namespace JobRunner.Stopping;

/// <summary>Sends signals to all members that one pass finds.</summary>
[UnsupportedOSPlatform("windows")]
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

        _done.TrySetResult();
        return true;
    }

    public override void Fail(Exception reason) => _done.TrySetException(reason);
}
