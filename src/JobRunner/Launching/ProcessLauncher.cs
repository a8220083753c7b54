using JobRunner.Launching.AnySystem;
using JobRunner.Launching.Linux;

namespace JobRunner.Launching;

/// <summary>Chooses how programs are started on this machine.</summary>
internal static class ProcessLauncher
{
    /// <exception cref="PlatformNotSupportedException">Sessions are asked for and can't be had.</exception>
    public static IProcessLauncher Create(ProcessIsolation isolation) => isolation switch
    {
        ProcessIsolation.None => new CliWrapLauncher(),
        ProcessIsolation.Auto when LinuxSupport.Lack is not null => new CliWrapLauncher(),
        _ when LinuxSupport.Lack is { } lack => throw new PlatformNotSupportedException(
            $"Jobs can't have sessions of their own here: {lack}. Set {nameof(JobsManagerOptions)}.{nameof(JobsManagerOptions.Isolation)} to Auto or None."),
        _ => new SpawnLauncher(),
    };
}
