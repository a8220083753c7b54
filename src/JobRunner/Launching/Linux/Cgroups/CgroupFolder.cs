namespace JobRunner.Launching.Linux.Cgroups;

/// <summary>The cgroup of a manager, in which each of its jobs has one. It is made with the first and goes with the manager.</summary>
internal sealed class CgroupFolder : IDisposable
{
    private const string Prefix = "jobrunner-";

    private readonly Lock _gate = new();
    private bool _isMade;

    private CgroupFolder(string path) => FullPath = path;

    /// <summary>Where it is, or will be.</summary>
    public string FullPath { get; }

    /// <returns>Null if there is no cgroup (version 2) around the host.</returns>
    public static CgroupFolder? TryFind()
    {
        try
        {
            return CgroupMount.Find(File.ReadAllText("/proc/self/mountinfo"), File.ReadAllText("/proc/self/cgroup")) is { } own
                ? new CgroupFolder(Path.Join(own, $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid().ToString()[..8]}"))
                : null;
        }
        catch (IOException)
        {
            return null; // No /proc, or no such kernel.
        }
    }

    /// <summary>Why there can't be cgroups in here; null if there can.</summary>
    public string? FindLack()
    {
        try
        {
            using var trial = Make("trial");
            return trial.CanKill ? null : "the kernel has no cgroup.kill (Linux 5.14)";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"the host may not make a cgroup beside its own: {e.Message}";
        }
    }

    /// <exception cref="IOException">The system refused.</exception>
    /// <exception cref="UnauthorizedAccessException">The host may not.</exception>
    public JobCgroup Make(string name)
    {
        lock (_gate)
        {
            if (!_isMade)
            {
                RemoveStale();
                Directory.CreateDirectory(FullPath);
                _isMade = true;
            }
        }

        var path = Path.Join(FullPath, name);
        Directory.CreateDirectory(path);
        return new JobCgroup(path);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isMade)
            {
                new JobCgroup(FullPath).Dispose();
            }
        }
    }

    // Of hosts that were killed together with their watchdogs. What still lives in one keeps it from being removed.
    private void RemoveStale()
    {
        foreach (var path in Directory.EnumerateDirectories(Path.GetDirectoryName(FullPath)!, Prefix + "*"))
        {
            var processId = Path.GetFileName(path).Split('-')[1];
            if (!Directory.Exists($"/proc/{processId}"))
            {
                new JobCgroup(path).Dispose();
            }
        }
    }
}
