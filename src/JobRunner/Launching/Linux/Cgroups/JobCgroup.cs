using System.Globalization;

namespace JobRunner.Launching.Linux.Cgroups;

/// <summary>A job's own cgroup: nothing that the job starts is ever outside of it. Disposing it removes it if nothing lives in it.</summary>
internal sealed class JobCgroup(string path) : IDisposable
{
    private string KillFile => Path.Join(path, "cgroup.kill");

    public bool CanKill => File.Exists(KillFile);

    /// <summary>Moves a process into it; what that starts from then on is in it by birth.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    /// <exception cref="UnauthorizedAccessException">The host may not.</exception>
    public void Add(int processId) => Write(Path.Join(path, "cgroup.procs"), processId.ToString(CultureInfo.InvariantCulture));

    /// <summary>Kills everything in it, and in cgroups within it, at once: no loop of forks outruns that.</summary>
    public void Kill()
    {
        try
        {
            Write(KillFile, "1");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is gone, so that nothing was left in it; or no descriptor was free: the sweep comes next, and looks here too.
        }
    }

    /// <summary>The pids in it, and in cgroups within it.</summary>
    public IEnumerable<int> FindProcesses()
    {
        try
        {
            return [.. Directory.EnumerateFiles(path, "cgroup.procs", SearchOption.AllDirectories)
                .SelectMany(File.ReadLines)
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

    // Never made anew, and in one write: these are the kernel's files.
    private static void Write(string file, string text)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(handle, System.Text.Encoding.ASCII.GetBytes(text), 0);
    }
}
