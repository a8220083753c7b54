using System.Runtime.Versioning;
using System.Text;

namespace JobRunner.Launching.Linux.Cgroups;

/// <summary>The kernel's files in a cgroup: each write is a command. They are never made anew.</summary>
[UnsupportedOSPlatform("windows")]
internal static class CgroupFile
{
    /// <exception cref="IOException">The system refused, or there is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The host may not.</exception>
    public static void Write(string folder, string name, string text)
    {
        using var handle = File.OpenHandle(Path.Join(folder, name), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(handle, Encoding.ASCII.GetBytes(text), 0);
    }

    /// <summary>The words in a file.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The host may not.</exception>
    public static string[] ReadWords(string folder, string name) =>
        File.ReadAllText(Path.Join(folder, name)).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The words in a file; none if it can't be read.</summary>
    public static string[] TryReadWords(string folder, string name)
    {
        try
        {
            return ReadWords(folder, name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
