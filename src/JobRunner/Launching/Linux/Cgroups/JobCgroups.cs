using System.Runtime.Versioning;
using JobRunner.Specs;

namespace JobRunner.Launching.Linux.Cgroups;

/// <summary>Where jobs get cgroups: each its own, for isolation, or those with limits that need one.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class JobCgroups : IDisposable
{
    private const string Remedy =
        "Delegate a cgroup (version 2) with these controllers to the host and keep the host itself in a cgroup within it; systemd does with Delegate=yes and DelegateSubgroup=host.";

    private readonly IReadOnlyList<CgroupFolder> _folders;

    /// <param name="folders">Where there may be some, the best place first. It disposes of them.</param>
    /// <param name="isForAll">See <see cref="IsForAll"/>.</param>
    public JobCgroups(IReadOnlyList<CgroupFolder> folders, bool isForAll)
    {
        _folders = folders;
        IsForAll = isForAll;
    }

    /// <summary>Whether each job has one, also without limits.</summary>
    public bool IsForAll { get; }

    public IReadOnlyList<string> Paths => [.. _folders.Select(folder => folder.FullPath)];

    public static JobCgroups Find(bool isForAll) => new(CgroupFolder.FindAll(), isForAll);

    /// <summary>Why there can't be cgroups without limits; null if there can.</summary>
    public string? FindLack() => _folders.Count == 0 ? "cgroups (version 2) are not mounted" : _folders[0].FindLack();

    /// <summary>Why these limits can't be enforced, and what would mend it; null if they can.</summary>
    public string? FindLack(JobLimits limits) => FindFolder(limits, out var lack) is null
        ? $"{(limits with { OpenFiles = null }).Named} can't be enforced here: {lack}. {Remedy}"
        : null;

    /// <summary>Makes one for a job.</summary>
    /// <returns>Null if it needs none.</returns>
    /// <exception cref="IOException">The system refused.</exception>
    /// <exception cref="UnauthorizedAccessException">The host may not.</exception>
    public JobCgroup? TryMake(ResolvedSpec spec)
    {
        if (spec.Limits is not { NeedsCgroup: true } limits)
        {
            return IsForAll ? _folders[0].Make($"{spec.JobId}") : null;
        }

        var cgroup = (FindFolder(limits, out var lack) ?? throw new IOException(lack)).Make($"{spec.JobId}");
        try
        {
            cgroup.Limit(limits);
            return cgroup;
        }
        catch
        {
            cgroup.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var folder in _folders)
        {
            folder.Dispose();
        }
    }

    private CgroupFolder? FindFolder(JobLimits limits, out string? lack)
    {
        lack = null;
        foreach (var folder in _folders)
        {
            var lackHere = folder.FindLack(ControllersFor(limits));
            if (lackHere is null)
            {
                return folder;
            }

            lack ??= lackHere;
        }

        lack ??= "cgroups (version 2) are not mounted";
        return null;
    }

    private static IReadOnlyList<string> ControllersFor(JobLimits limits) =>
        [.. new[]
        {
            limits.MemoryBytes is null ? null : "memory",
            limits.CpuCores is null ? null : "cpu",
            limits.MaxProcesses is null ? null : "pids",
        }.OfType<string>()];
}
