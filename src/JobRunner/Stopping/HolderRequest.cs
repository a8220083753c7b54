using System.Runtime.Versioning;

namespace JobRunner.Stopping;

/// <summary>Asks whether one of the job's processes holds the job's output.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class HolderRequest(JobProcesses job) : SweepRequest(job)
{
    private readonly TaskCompletionSource<bool> _isHeld = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<bool> IsHeld => _isHeld.Task;

    protected override bool Serve(ProcessTable table, bool isLate)
    {
        _isHeld.TrySetResult(table.MembersOf(Job).Any(process => PipeIdentity.AnyHeldBy(process.Id, Job.Pipes)));
        return true;
    }

    public override void Fail(Exception reason) => _isHeld.TrySetException(reason);
}
