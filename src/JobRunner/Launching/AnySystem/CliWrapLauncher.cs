using System.ComponentModel;
using System.Diagnostics;
using CliWrap;
using JobRunner.Specs;
using JobRunner.Stopping;

namespace JobRunner.Launching.AnySystem;

/// <summary>
/// Starts programs through CliWrap, on any system. CliWrap starts the process and hands over its pipes; when the job ends and what is
/// killed is ours, so none of CliWrap's cancellation or validation is used.
/// </summary>
internal sealed class CliWrapLauncher : IProcessLauncher
{
    private readonly ProcessSweeper? _sweeper = OperatingSystem.IsLinux() ? new ProcessSweeper() : null;

    public string Name => "CliWrap, in the host's own session";

    public IReadOnlyList<string> Cgroups => [];

    public bool AreJobsKilledWithHost => false;

    public void Check(ResolvedSpec spec)
    {
        if (spec.Limits is { } limits)
        {
            throw new JobStartException(
                $"Can't start '{spec.File}': {limits.Named} can't be enforced, because jobs are started by CliWrap here. "
                + $"That takes Linux and {nameof(JobsManagerOptions)}.{nameof(JobsManagerOptions.Isolation)} other than None.",
                spec.File);
        }
    }

    public async ValueTask<IJobProcess> StartAsync(ResolvedSpec spec)
    {
        Check(spec);
        var process = new CliWrapProcess(spec.JobId, _sweeper);
        await RunAsync(spec, process, static _ => { }, static _ => { }).ConfigureAwait(false);
        return process;
    }

    public ValueTask DisposeAsync() => _sweeper?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Has CliWrap start a program, and waits until it has handed over the pipes.</summary>
    /// <param name="spec">What to start.</param>
    /// <param name="process">Takes what is handed over.</param>
    /// <param name="configure">Says how, before the start.</param>
    /// <param name="attach">Called with the process right after the start. It must not throw, as <see cref="CliWrapProcess.Attach"/> must not.</param>
    /// <exception cref="JobStartException">The system refused; nothing was started.</exception>
    public static async Task RunAsync(ResolvedSpec spec, CliWrapProcess process, Action<ProcessStartInfo> configure, Action<Process> attach)
    {
        var command = new Command(spec.File)
            .WithStandardInputPipe(spec.KeepInputOpen ? PipeSource.Create(process.HandOverInputAsync) : PipeSource.Null)
            .WithWorkingDirectory(spec.WorkingDirectory)
            .WithValidation(CommandResultValidation.None)
            .WithStandardOutputPipe(PipeTarget.Create(process.HandOverOutputAsync))
            .WithStandardErrorPipe(PipeTarget.Create(process.HandOverErrorAsync));
        try
        {
            _ = ObserveAsync(command.ExecuteAsync(
                start =>
                {
                    Configure(start, spec);
                    configure(start);
                },
                started =>
                {
                    attach(started);
                    process.Attach(started);
                }));
        }
        catch (Win32Exception e)
        {
            throw StartFailure.Explain(spec, e.InnerException as Win32Exception ?? e);
        }

        await process.HandedOver(spec.KeepInputOpen).ConfigureAwait(false);
    }

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
}
