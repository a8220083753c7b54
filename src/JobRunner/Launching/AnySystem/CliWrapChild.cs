using System.ComponentModel;
using System.Diagnostics;
using CliWrap;
using JobRunner.Specs;

namespace JobRunner.Launching.AnySystem;

/// <summary>
/// A process that CliWrap started: its pipes and its exit. When the job ends and what is killed is ours, so none of CliWrap's cancellation or validation
/// is used. Disposing it lets go of the process and its pipes.
/// </summary>
internal sealed class CliWrapChild : IDisposable
{
    private readonly TaskCompletionSource<Stream> _output = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Stream> _error = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Stream> _input = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ProcessExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;

    private CliWrapChild()
    {
    }

    public int Id { get; private set; }

    public Stream StandardOutput => _output.Task.Result;

    public Stream StandardError => _error.Task.Result;

    public Stream? StandardInput => _input.Task.IsCompleted ? _input.Task.Result : null;

    public Task<ProcessExit> Exit => _exit.Task;

    /// <summary>Whether it has exited, also if <see cref="Exit"/> doesn't know yet.</summary>
    public bool HasExited => Exit.IsCompleted || Process.HasExited;

    public string FileName => Process.StartInfo.FileName;

    private Process Process => _process ?? throw new InvalidOperationException("The process has not been started.");

    /// <summary>Starts a program, and waits until its pipes are there, which is at once.</summary>
    /// <param name="spec">What to start.</param>
    /// <param name="configure">Says how, before the start; null: there is no more to say.</param>
    /// <param name="attach">Called with the process right after the start; null: nobody is. It must not throw, because CliWrap would leave the process to itself.</param>
    /// <exception cref="JobStartException">The system refused; nothing was started.</exception>
    public static async Task<CliWrapChild> StartAsync(ResolvedSpec spec, Action<ProcessStartInfo>? configure = null, Action<Process>? attach = null)
    {
        var child = new CliWrapChild();
        var command = new Command(spec.File)
            .WithStandardInputPipe(spec.KeepInputOpen ? PipeSource.Create((stream, _) => child.HandOverAsync(stream, child._input)) : PipeSource.Null)
            .WithWorkingDirectory(spec.WorkingDirectory)
            .WithValidation(CommandResultValidation.None)
            .WithStandardOutputPipe(PipeTarget.Create((stream, _) => child.HandOverAsync(stream, child._output)))
            .WithStandardErrorPipe(PipeTarget.Create((stream, _) => child.HandOverAsync(stream, child._error)));
        try
        {
            // What the caller has in its context is not kept for as long as the process lives.
            using var noContext = ExecutionContext.SuppressFlow();
            _ = ObserveAsync(command.ExecuteAsync(
                start =>
                {
                    Configure(start, spec);
                    configure?.Invoke(start);
                },
                process =>
                {
                    attach?.Invoke(process);
                    child.Attach(process);
                }));
        }
        catch (Win32Exception e)
        {
            throw StartFailure.Explain(spec, e.InnerException as Win32Exception ?? e);
        }

        await Task.WhenAll(child._output.Task, child._error.Task, spec.KeepInputOpen ? child._input.Task : Task.CompletedTask).ConfigureAwait(false);
        return child;
    }

    /// <summary>Kills it, or by .NET's own walk its tree.</summary>
    /// <returns>Whether it is dead, or was before.</returns>
    public bool TryKill(bool entireTree)
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

    public void Dispose() => _released.TrySetResult();

    // Argument by argument and variable by variable: what goes in here arrives as it is.
    private static void Configure(ProcessStartInfo start, ResolvedSpec spec)
    {
        start.Arguments = "";
        foreach (var argument in spec.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var (name, value) in spec.Environment)
        {
            start.Environment.Add(name, value);
        }
    }

    // CliWrap's own result says nothing that we don't know. Its piping can't fail: our part of it only waits for the exit.
    private static async Task ObserveAsync(CommandTask<CommandResult> execution)
    {
        using (execution)
        {
            await ((Task)execution.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Attach(Process process)
    {
        _process = process;
        Id = process.Id;
        _ = ObserveExitAsync(process);
    }

    // CliWrap disposes of the pipes, the process and its exit code when this is over: not before we are done with them.
    private async Task HandOverAsync(Stream stream, TaskCompletionSource<Stream> handOver)
    {
        handOver.SetResult(stream);
        await _exit.Task.ConfigureAwait(false);
        await _released.Task.ConfigureAwait(false);
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
