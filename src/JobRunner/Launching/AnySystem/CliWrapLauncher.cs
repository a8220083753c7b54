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

    public void CheckLimits(ResolvedSpec spec)
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
        CheckLimits(spec);
        var process = new CliWrapProcess(spec.JobId, _sweeper);
        var command = new Command(spec.File)
            .WithStandardInputPipe(spec.KeepInputOpen ? PipeSource.Create(process.HandOverInputAsync) : PipeSource.Null)
            .WithWorkingDirectory(spec.WorkingDirectory)
            .WithValidation(CommandResultValidation.None)
            .WithStandardOutputPipe(PipeTarget.Create(process.HandOverOutputAsync))
            .WithStandardErrorPipe(PipeTarget.Create(process.HandOverErrorAsync));
        try
        {
            _ = ObserveAsync(command.ExecuteAsync(start => Configure(start, spec), process.Attach));
        }
        catch (Win32Exception e)
        {
            throw StartFailure.Explain(spec, e.InnerException as Win32Exception ?? e);
        }

        await process.HandedOver(spec.KeepInputOpen).ConfigureAwait(false);
        return process;
    }

    public ValueTask DisposeAsync() => _sweeper?.DisposeAsync() ?? ValueTask.CompletedTask;

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
