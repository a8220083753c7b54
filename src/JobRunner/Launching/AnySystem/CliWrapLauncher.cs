using System.Runtime.Versioning;
using JobRunner.Launching.Linux;
using JobRunner.Specs;
using JobRunner.Stopping;

namespace JobRunner.Launching.AnySystem;

/// <summary>Starts programs through CliWrap, in the host's session, on any system but Windows, where there is better to be had.</summary>
[UnsupportedOSPlatform("windows")]
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

    public async ValueTask<IJobProcess> StartAsync(ResolvedSpec spec, IHostWatchEntry? watch)
    {
        Check(spec);
        if (OperatingSystem.IsLinux())
        {
            DescriptorReserve.Keep(spec);
        }

        return new CliWrapProcess(spec.JobId, await CliWrapChild.StartAsync(spec).ConfigureAwait(false), _sweeper);
    }

    public ValueTask DisposeAsync() => _sweeper?.DisposeAsync() ?? ValueTask.CompletedTask;
}
