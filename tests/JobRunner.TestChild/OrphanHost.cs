using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using JobRunner.Stopping;

namespace JobRunner.TestChild;

/// <summary>A host that is given what outlives its parent, as process 1 of a container is.</summary>
[SupportedOSPlatform("linux")]
internal static partial class OrphanHost
{
    private const int SetChildSubreaper = 36;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <returns>How many entries of the dead are left.</returns>
    public static async Task<int> RunAsync(int count)
    {
        if (Control(SetChildSubreaper, 1, 0, 0, 0) != 0)
        {
            throw new Win32Exception();
        }

        await using var jobs = new JobsManager();
        for (var i = 0; i < count; i++)
        {
            await jobs.RunAsync(new JobSpec("sh", "-c", "sleep 100 >/dev/null 2>&1 & exit 0"));
        }

        // What one job leaves is seen dead by the look for another's at the latest.
        for (var clock = Stopwatch.StartNew(); CountDead() > 0 && clock.Elapsed < Patience;)
        {
            await jobs.RunAsync(new JobSpec("true"));
        }

        return CountDead();
    }

    private static int CountDead() => Directory.EnumerateDirectories("/proc").Count(folder => int.TryParse(Path.GetFileName(folder), out var id) && IsDeadChild(id));

    private static bool IsDeadChild(int processId)
    {
        try
        {
            return ProcessEntry.Parse(processId, File.ReadAllBytes($"/proc/{processId}/stat")) is { IsDead: true } entry && entry.ParentId == Environment.ProcessId;
        }
        catch (IOException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int option, nuint first, nuint second, nuint third, nuint fourth);
}
