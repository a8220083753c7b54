using System.Runtime.Versioning;

namespace JobRunner.Launching.Linux.Cgroups;

/// <summary>Finds the cgroup (version 2) that the host itself is in; see cgroups(7).</summary>
[UnsupportedOSPlatform("windows")]
internal static class CgroupMount
{
    // Fields of proc_pid_mountinfo(5), and of what follows its lone hyphen.
    private const int RootField = 3;
    private const int MountPointField = 4;

    /// <summary>The folder of the host's cgroup.</summary>
    /// <param name="mounts">The text of /proc/self/mountinfo.</param>
    /// <param name="membership">The text of /proc/self/cgroup.</param>
    /// <returns>Null if version 2 is not mounted, or mounted without the host's part of it.</returns>
    public static string? Find(string mounts, string membership)
    {
        var own = membership.Split('\n').FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal))?[3..];
        foreach (var mount in mounts.Split('\n'))
        {
            var fields = mount.Split(' ');
            var hyphen = Array.IndexOf(fields, "-");
            if (own is not null && hyphen >= 0 && hyphen + 1 < fields.Length && fields[hyphen + 1] == "cgroup2" && Below(fields[RootField], own) is { } path)
            {
                return Path.Join(fields[MountPointField].Replace("\\040", " ", StringComparison.Ordinal), path).TrimEnd('/');
            }
        }

        return null;
    }

    /// <returns>The rest of the path below the root; null if it isn't below.</returns>
    private static string? Below(string root, string path) =>
        root == "/" ? path
        : path == root ? ""
        : path.StartsWith(root + "/", StringComparison.Ordinal) ? path[root.Length..]
        : null;
}
