using System.Runtime.Versioning;

namespace JobRunner.Stopping;

/// <summary>Asks whether anything of the group is alive.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ProbeRequest(JobProcesses job) : SweepRequest(job)
{
    private readonly TaskCompletionSource<bool> _isAnyLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<bool> IsAnyLeft => _isAnyLeft.Task;

    protected override bool Serve(ProcessTable table, bool isLate)
    {
        _isAnyLeft.TrySetResult(table.IsGroupAlive(Job));
        return true;
    }

    public override void Fail(Exception reason) => _isAnyLeft.TrySetException(reason);
}
