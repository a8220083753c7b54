using System.Runtime.Versioning;
using JobRunner.Interop;
using JobRunner.Launching.Linux.Cgroups;
using JobRunner.Stopping;

namespace JobRunner.Launching.Linux;

/// <summary>A job's process that was spawned here.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SpawnedProcess(
    Guid jobId, ChildProcess child, JobCgroup? cgroup, ProcessSweeper sweeper, Stream output, Stream error, Stream? input) : IJobProcess
{
    private readonly JobProcesses _members = new(jobId, leader: null)
    {
        SessionId = child.Id,
        IsLeaderReapedNow = () => child.IsReaped,
        FindInCgroup = cgroup is null ? null : cgroup.FindProcesses,
    };

    public int Id => child.Id;

    public Stream StandardOutput => output;

    public Stream StandardError => error;

    public Stream? StandardInput => input;

    public Task<ProcessExit> Exit => child.Exit;

    public string? LimitFault { get; private set; }

    public Task SignalAsync(params IReadOnlyList<Signal> signals)
    {
        foreach (var signal in signals)
        {
            if (child.SignalGroup((int)signal) is null)
            {
                return sweeper.SignalAsync(_members, signals);
            }
        }

        return Task.CompletedTask;
    }

    // A group of zombies, which nobody reaps any more, still is there for the kernel: only the process table can tell.
    public Task<bool> IsAnyLeftAsync() =>
        child.SignalGroup(0) == ChildProcess.NobodyThere ? Task.FromResult(false) : sweeper.IsAnyLeftAsync(_members);

    public Task<bool> IsOutputHeldAsync()
    {
        _members.HoldsPipes(output, error);
        return sweeper.IsOutputHeldAsync(_members);
    }

    public async Task<KillReport> KillAsync(bool atLeisure)
    {
        LimitFault ??= cgroup?.FindLimitFault();
        _members.HoldsPipes(output, error);
        var foundAny = child.SignalGroup((int)Signal.Kill) == 0;
        foundAny |= cgroup?.Kill() == true;
        var report = await sweeper.KillAsync(_members, atLeisure).ConfigureAwait(false);
        LimitFault ??= cgroup?.FindLimitFault();
        cgroup?.Dispose();
        return report with { FoundAny = foundAny || report.FoundAny };
    }

    public void Dispose()
    {
        child.Dispose();
        output.Dispose();
        error.Dispose();
        input?.Dispose();
    }
}
