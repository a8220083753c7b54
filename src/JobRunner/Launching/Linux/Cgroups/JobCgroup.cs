using System.Globalization;
using System.Runtime.Versioning;

namespace JobRunner.Launching.Linux.Cgroups;

/// <summary>A job's own cgroup: nothing that the job starts is ever outside of it. Disposing it removes it if nothing lives in it.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class JobCgroup(string path) : IDisposable
{
    private const string KillFile = "cgroup.kill";

    // ENODEV and EOPNOTSUPP of asm-generic/errno-base.h and errno.h.
    private const int NoDevice = 19;
    private const int NotSupported = 95;

    // Of cpu.max, in microseconds: the kernel's own default.
    private const int CpuPeriod = 100_000;

    private long? _memoryLimit;

    public bool CanKill => File.Exists(Path.Join(path, KillFile));

    /// <summary>Limits what all in it may use together.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    /// <exception cref="UnauthorizedAccessException">The host may not.</exception>
    public void Limit(JobLimits limits)
    {
        if (limits.MemoryBytes is { } bytes)
        {
            _memoryLimit = bytes;
            CgroupFile.Write(path, "memory.max", Number(bytes));
            CgroupFile.Write(path, "memory.oom.group", "1");
            ForbidSwap();
        }

        if (limits.CpuCores is { } cores)
        {
            CgroupFile.Write(path, "cpu.max", $"{Number((long)(cores * CpuPeriod))} {Number(CpuPeriod)}");
        }

        if (limits.MaxProcesses is { } count)
        {
            CgroupFile.Write(path, "pids.max", Number(count));
        }
    }

    /// <summary>Which limit killed something in it; null: none.</summary>
    public string? FindLimitFault()
    {
        var events = _memoryLimit is null ? [] : CgroupFile.TryReadWords(path, "memory.events");
        return !Happened(events, "oom_kill") ? null
            : Happened(events, "oom")
                ? $"Killed by its memory limit: it needed more than {nameof(JobSpec.Limits)}.{nameof(JobLimits.MemoryBytes)} allows ({_memoryLimit} bytes)."
            : "Killed because memory ran out around it, before it had reached its own limit.";
    }

    /// <summary>Moves a process into it; what that starts from then on is in it by birth.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    /// <exception cref="UnauthorizedAccessException">The host may not.</exception>
    public void Add(int processId) => CgroupFile.Write(path, "cgroup.procs", Number(processId));

    /// <summary>Kills everything in it, and in cgroups within it, at once: no loop of forks outruns that.</summary>
    /// <returns>Whether anything was.</returns>
    public bool Kill()
    {
        var foundAny = HasAny();
        try
        {
            CgroupFile.Write(path, KillFile, "1");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is gone, so that nothing was left in it; or no descriptor was free: the sweep comes next, and looks here too.
        }

        return foundAny;
    }

    /// <summary>The pids in it, and in cgroups within it.</summary>
    public IEnumerable<int> FindProcesses()
    {
        try
        {
            return [.. Directory.EnumerateFiles(path, "cgroup.procs", SearchOption.AllDirectories)
                .SelectMany(ReadProcesses)
                .Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    public void Dispose()
    {
        try
        {
            // From the innermost out; the kernel's files in them go with them.
            string[] inner = Directory.Exists(path) ? Directory.GetDirectories(path, "*", SearchOption.AllDirectories) : [];
            foreach (var cgroup in inner.OrderByDescending(name => name.Length).Append(path))
            {
                TryRemove(cgroup);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Changed while it was looked through: who removes it will be back, or nobody needs to.
        }
    }

    // "oom 1": the limit was reached; "oom_kill 1": something was killed, for whatever lack of memory.
    private static bool Happened(string[] events, string name) =>
        Array.IndexOf(events, name) is >= 0 and var place && place + 1 < events.Length && events[place + 1] != "0";

    // Without this file the kernel counts no swap. That is as good where there is none.
    private void ForbidSwap()
    {
        const string SwapLimit = "memory.swap.max";
        if (File.Exists(Path.Join(path, SwapLimit)))
        {
            CgroupFile.Write(path, SwapLimit, "0");
        }
        else if (File.ReadLines("/proc/swaps").Skip(1).Any())
        {
            throw new IOException($"The kernel doesn't limit swap here ({SwapLimit} is missing), so that a job could use more memory than its limit: turn swap off, or its accounting on.");
        }
    }

    private bool HasAny()
    {
        try
        {
            return FindProcesses().Any();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true; // It can't be seen; what is killed then may be nobody.
        }
    }

    // One that was removed meanwhile, or that is threaded, whose processes are listed by the cgroup around it.
    private static string[] ReadProcesses(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (IOException e) when (e is FileNotFoundException or DirectoryNotFoundException || e.HResult is NoDevice or NotSupported)
        {
            return [];
        }
    }

    private static void TryRemove(string cgroup)
    {
        try
        {
            Directory.Delete(cgroup);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Something lives in it that could not be killed, which the job's Error says; or it is gone.
        }
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
