using System.Runtime.Versioning;
using JobRunner.Launching.AnySystem;
using JobRunner.Launching.Linux;
using JobRunner.Launching.Linux.Cgroups;
using JobRunner.Launching.Windows;

namespace JobRunner.Launching;

/// <summary>Chooses how programs are started on this machine.</summary>
internal static class ProcessLauncher
{
    /// <exception cref="PlatformNotSupportedException">Sessions or cgroups are asked for and can't be had.</exception>
    public static IProcessLauncher Create(JobsManagerOptions options) =>
        OperatingSystem.IsWindows() ? CreateOnWindows(options) : Create(options.Isolation);

    [SupportedOSPlatform("windows")]
    private static JobObjectLauncher CreateOnWindows(JobsManagerOptions options) => options.Isolation == ProcessIsolation.Cgroup
        ? throw new PlatformNotSupportedException(
            $"There are no cgroups on Windows. Set {nameof(JobsManagerOptions)}.{nameof(JobsManagerOptions.Isolation)} to Auto or Session, where a job object does what they do.")
        : new JobObjectLauncher(options.Isolation != ProcessIsolation.None, options.KillJobsWhenHostDies, options.AllowBatchFiles);

    [UnsupportedOSPlatform("windows")]
    private static IProcessLauncher Create(ProcessIsolation isolation) => isolation switch
    {
        ProcessIsolation.None => new CliWrapLauncher(),
        ProcessIsolation.Auto when LinuxSupport.Lack is not null => new CliWrapLauncher(),
        _ when LinuxSupport.Lack is { } lack => throw new PlatformNotSupportedException(
            $"Jobs can't have sessions of their own here: {lack}. Set {nameof(JobsManagerOptions)}.{nameof(JobsManagerOptions.Isolation)} to Auto or None."),
        ProcessIsolation.Cgroup => new SpawnLauncher(FindCgroups()),
        _ => new SpawnLauncher(JobCgroups.Find(isForAll: false)),
    };

    [UnsupportedOSPlatform("windows")]
    private static JobCgroups FindCgroups()
    {
        var cgroups = JobCgroups.Find(isForAll: true);
        if ((HeldStart.Lack ?? cgroups.FindLack()) is { } lack)
        {
            cgroups.Dispose();
            throw new PlatformNotSupportedException(
                $"Jobs can't have cgroups of their own here: {lack}. Delegate a cgroup to the host (systemd: Delegate=yes), or set "
                + $"{nameof(JobsManagerOptions)}.{nameof(JobsManagerOptions.Isolation)} to Auto or Session.");
        }

        return cgroups;
    }
}
