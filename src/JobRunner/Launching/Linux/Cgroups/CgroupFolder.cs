using System.Globalization;
using System.Runtime.Versioning;
using JobRunner.Interop;

namespace JobRunner.Launching.Linux.Cgroups;

/// <summary>The cgroup of a manager, in which each of its jobs has one. It is made when it is first needed and goes with the manager.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class CgroupFolder : IDisposable
{
    private const string Prefix = "jobrunner-";
    private const string Handed = "cgroup.subtree_control";

    private readonly Lock _gate = new();
    private readonly string _parent;
    private bool _isMade;

    /// <param name="parent">The cgroup in which it is, or will be.</param>
    public CgroupFolder(string parent)
    {
        _parent = parent;
        FullPath = Path.Join(parent, $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid().ToString()[..8]}");
    }

    /// <summary>Where it is, or will be.</summary>
    public string FullPath { get; }

    /// <summary>
    /// Where a manager may have one: in the host's cgroup, and in that one's parent if that is the host's too, because a cgroup with processes can't hand down controllers.
    /// </summary>
    /// <returns>None if there is no cgroup (version 2) around the host.</returns>
    public static IReadOnlyList<CgroupFolder> FindAll()
    {
        try
        {
            var own = CgroupMount.Find(File.ReadAllText("/proc/self/mountinfo"), File.ReadAllText("/proc/self/cgroup"));
            return own is null ? []
                : Path.GetDirectoryName(own) is { } parent && IsDelegated(parent) ? [new(own), new(parent)]
                : [new(own)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // No /proc, or not for us, or no such kernel.
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
            return $"the host may not make a cgroup in '{_parent}': {e.Message}";
        }
    }

    /// <summary>Why cgroups in here can't have these controllers; null if they have. Hands them down where that is still to be done.</summary>
    public string? FindLack(IReadOnlyList<string> controllers)
    {
        lock (_gate)
        {
            try
            {
                if (controllers.Except(CgroupFile.ReadWords(_parent, "cgroup.controllers")).FirstOrDefault() is { } missing)
                {
                    return $"the cgroup '{_parent}' doesn't have the controller {missing}";
                }

                HandDown(controllers, _parent);
                MakeSureItIsThere();
                HandDown(controllers, FullPath);
                return null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return $"the cgroup '{_parent}' can't hand down {string.Join(", ", controllers)}, as it can't while processes are in it: {e.Message}";
            }
        }
    }

    /// <exception cref="IOException">The system refused.</exception>
    /// <exception cref="UnauthorizedAccessException">The host may not.</exception>
    public JobCgroup Make(string name)
    {
        lock (_gate)
        {
            MakeSureItIsThere();
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

    // Root may write anywhere, also outside of the container or service that it is in: there, systemd's mark has to say that it is meant to.
    private static bool IsDelegated(string cgroup) =>
        File.Exists(Path.Join(cgroup, Handed))
        && CgroupFile.TryReadWords(cgroup, "cgroup.procs").Length == 0
        && (!Environment.IsPrivilegedProcess || LibC.HasAttribute(cgroup, "trusted.delegate") || LibC.HasAttribute(cgroup, "user.delegate"));

    private static void HandDown(IReadOnlyList<string> controllers, string cgroup)
    {
        foreach (var controller in controllers.Except(CgroupFile.ReadWords(cgroup, Handed)))
        {
            CgroupFile.Write(cgroup, Handed, $"+{controller}");
        }
    }

    private void MakeSureItIsThere()
    {
        if (!_isMade)
        {
            RemoveStale();
        }

        // Again, if somebody has tidied up while no job was in it.
        Directory.CreateDirectory(FullPath);
        _isMade = true;
    }

    // Of hosts that were killed together with their watchdogs. What still lives in one keeps it from being removed.
    private void RemoveStale()
    {
        foreach (var path in Directory.EnumerateDirectories(_parent, Prefix + "*"))
        {
            if (int.TryParse(Path.GetFileName(path).Split('-')[1], CultureInfo.InvariantCulture, out var processId) && !Directory.Exists($"/proc/{processId}"))
            {
                new JobCgroup(path).Dispose();
            }
        }
    }
}
