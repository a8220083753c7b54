using JobRunner.Launching.Linux;

namespace JobRunner.Launching;

/// <summary>Chooses how jobs are kept from outliving a host that was killed.</summary>
internal static class HostWatch
{
    /// <returns>Null where there is no way.</returns>
    /// <param name="cgroup">The cgroup that all jobs are in; null: none.</param>
    /// <param name="onFailure">Told why one that should work could not be started.</param>
    public static IHostWatch? TryCreate(string? cgroup, Action<Exception> onFailure) => Watchdog.TryCreate(cgroup, onFailure);
}
