using JobRunner.Launching.Linux;

namespace JobRunner.Launching;

/// <summary>Chooses how jobs are kept from outliving a host that was killed.</summary>
internal static class HostWatch
{
    /// <returns>Null where there is no way, or no need: on Windows the kernel sees to it.</returns>
    /// <param name="cgroups">Cgroups in which jobs may be.</param>
    /// <param name="onFailure">Told why one that should work could not be started.</param>
    public static IHostWatch? TryCreate(IReadOnlyList<string> cgroups, Action<Exception> onFailure) =>
        OperatingSystem.IsWindows() ? null : Watchdog.TryCreate(cgroups, onFailure);
}
