using System.Runtime.Versioning;
using JobRunner.Interop;
using JobRunner.Stopping;

namespace JobRunner.Launching.AnySystem;

/// <summary>A job's process that CliWrap started in the host's session.</summary>
/// <param name="jobId">The job.</param>
/// <param name="child">Its process.</param>
/// <param name="sweeper">Finds what belongs to it; null where there is no process table.</param>
[UnsupportedOSPlatform("windows")]
internal sealed class CliWrapProcess(Guid jobId, CliWrapChild child, ProcessSweeper? sweeper) : IJobProcess
{
    private readonly JobProcesses _members = new(jobId, FindLeader(child));

    public int Id => child.Id;

    public Stream StandardOutput => child.StandardOutput;

    public Stream StandardError => child.StandardError;

    public Stream? StandardInput => child.StandardInput;

    public Task<ProcessExit> Exit => child.Exit;

    public string? LimitFault => null;

    public Task SignalAsync(params IReadOnlyList<Signal> signals)
    {
        if (sweeper is not null)
        {
            return sweeper.SignalAsync(_members, signals);
        }

        // Alone it would be lost silently. A stop's SIGCONT is left out: its SIGTERM is what counts.
        if (signals is [var only] && !IsPosix(only))
        {
            throw new PlatformNotSupportedException(
                $"Signal {(int)only} can't be sent on this system: its number is Linux' own. SIGHUP, SIGINT, SIGQUIT, SIGKILL and SIGTERM can.");
        }

        // Without a process table the leader is all that can be asked.
        foreach (var signal in signals)
        {
            if (!Exit.IsCompleted && IsPosix(signal))
            {
                LibC.TrySignal(Id, signal);
            }
        }

        return Task.CompletedTask;
    }

    public Task<bool> IsAnyLeftAsync() =>
        sweeper is not null ? sweeper.IsAnyLeftAsync(_members) : Task.FromResult(!Exit.IsCompleted);

    public Task<bool> IsOutputHeldAsync()
    {
        if (sweeper is null)
        {
            return Task.FromResult(true);
        }

        _members.HoldsPipes(StandardOutput, StandardError);
        return sweeper.IsOutputHeldAsync(_members);
    }

    public Task<KillReport> KillAsync(bool atLeisure)
    {
        if (sweeper is null)
        {
            return Task.Run(KillTree);
        }

        _members.HoldsPipes(StandardOutput, StandardError);

        // For the job's own process no table is needed, which may not be had.
        child.TryKill(entireTree: false);
        return sweeper.KillAsync(_members, atLeisure);
    }

    public void Dispose() => child.Dispose();

    // The numbers on which POSIX systems agree.
    private static bool IsPosix(Signal signal) =>
        signal is Signal.Hangup or Signal.Interrupt or Signal.Quit or Signal.Kill or Signal.Terminate;

    // .NET's own walk, for systems without /proc. Here it is off the caller's thread.
    private KillReport KillTree()
    {
        var isAlive = !Exit.IsCompleted;
        return new KillReport(isAlive, child.TryKill(entireTree: true) ? [] : [new ProcessIdentity(Id, 0, child.FileName)]);
    }

    private static ProcessIdentity? FindLeader(CliWrapChild child)
    {
        try
        {
            // In this order: whoever has the id is the child, as long as that has not been reaped.
            var found = OperatingSystem.IsLinux() ? ProcessTable.Find(child.Id)?.Identity : null;
            return child.HasExited ? null : found;
        }
        catch (IOException)
        {
            return null; // No descriptor was free; its environment will tell.
        }
    }
}
