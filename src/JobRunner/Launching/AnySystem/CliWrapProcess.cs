using System.ComponentModel;
using System.Diagnostics;
using JobRunner.Interop;
using JobRunner.Stopping;

namespace JobRunner.Launching.AnySystem;

/// <summary>A process that CliWrap started.</summary>
internal sealed class CliWrapProcess(Guid jobId, ProcessSweeper? sweeper) : IJobProcess
{
    private readonly TaskCompletionSource<Stream> _output = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Stream> _error = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Stream> _input = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ProcessExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;
    private JobProcesses? _members;

    public int Id { get; private set; }

    public int? GroupId => null;

    public Stream StandardOutput => _output.Task.Result;

    public Stream StandardError => _error.Task.Result;

    public Stream? StandardInput => _input.Task.IsCompleted ? _input.Task.Result : null;

    public Task<ProcessExit> Exit => _exit.Task;

    public string? LimitFault => null;

    /// <summary>Whether it has exited, also if <see cref="Exit"/> doesn't know yet.</summary>
    public bool HasExited => Exit.IsCompleted || Process.HasExited;

    /// <summary>Completes when all streams are there, which is at once.</summary>
    public Task HandedOver(bool withInput) => Task.WhenAll(_output.Task, _error.Task, withInput ? _input.Task : Task.CompletedTask);

    private Process Process => _process ?? throw new InvalidOperationException("The process has not been started.");

    private JobProcesses Members => _members ?? throw new InvalidOperationException("The process has not been started.");

    public Task HandOverInputAsync(Stream stream, CancellationToken cancellationToken) => HandOverAsync(stream, _input);

    public Task HandOverOutputAsync(Stream stream, CancellationToken cancellationToken) => HandOverAsync(stream, _output);

    public Task HandOverErrorAsync(Stream stream, CancellationToken cancellationToken) => HandOverAsync(stream, _error);

    /// <summary>Called by CliWrap once the process runs. It must not throw: CliWrap would leave the process to itself.</summary>
    public void Attach(Process process)
    {
        _process = process;
        Id = process.Id;
        _members = new JobProcesses(jobId, FindLeader());
        _ = ObserveExitAsync(process);
    }

    public Task SignalAsync(params IReadOnlyList<Signal> signals)
    {
        if (sweeper is not null)
        {
            return sweeper.SignalAsync(Members, signals);
        }

        // Without a process table the leader is all that can be asked.
        foreach (var signal in signals)
        {
            if (!OperatingSystem.IsWindows() && !Exit.IsCompleted && IsPosix(signal))
            {
                LibC.TrySignal(Id, signal);
            }
        }

        return Task.CompletedTask;
    }

    public Task<bool> IsAnyLeftAsync() =>
        sweeper is not null ? sweeper.IsAnyLeftAsync(Members) : Task.FromResult(!Exit.IsCompleted);

    public Task<KillReport> KillAsync(bool atLeisure)
    {
        if (sweeper is null)
        {
            return Task.Run(KillTree);
        }

        Members.HoldsPipes(StandardOutput, StandardError);

        // For the job's own process no table is needed, which may not be had.
        TryKill(entireTree: false);
        return sweeper.KillAsync(Members, atLeisure);
    }

    public void Dispose() => _released.TrySetResult();

    // The numbers on which POSIX systems agree.
    private static bool IsPosix(Signal signal) =>
        signal is Signal.Hangup or Signal.Interrupt or Signal.Quit or Signal.Kill or Signal.Terminate;

    // CliWrap disposes of the pipes, the process and its exit code when this is over: not before we are done with them.
    private async Task HandOverAsync(Stream stream, TaskCompletionSource<Stream> handOver)
    {
        handOver.SetResult(stream);
        await _exit.Task.ConfigureAwait(false);
        await _released.Task.ConfigureAwait(false);
    }

    // .NET's own walk, for systems without /proc. Here it is off the caller's thread.
    private KillReport KillTree()
    {
        var isAlive = !Exit.IsCompleted;
        return new KillReport(isAlive, TryKill(entireTree: true) ? [] : [new ProcessIdentity(Id, 0, Process.StartInfo.FileName)]);
    }

    private bool TryKill(bool entireTree)
    {
        try
        {
            Process.Kill(entireTree);
            return true;
        }
        catch (InvalidOperationException)
        {
            return true; // It has exited.
        }
        catch (Exception e) when (e is Win32Exception or AggregateException)
        {
            return false;
        }
    }

    private ProcessIdentity? FindLeader()
    {
        try
        {
            return OperatingSystem.IsLinux() ? ProcessTable.Find(Id)?.Identity : null;
        }
        catch (IOException)
        {
            return null; // No descriptor was free; its environment will tell.
        }
    }

    private async Task ObserveExitAsync(Process process)
    {
        ProcessExit exit;
        try
        {
            await process.WaitForExitAsync().ConfigureAwait(false);
            exit = ProcessExit.FromShellCode(process.ExitCode);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            exit = default; // The system has lost the code, for example because the host reaps children itself.
        }

        _exit.SetResult(exit);
    }
}
