using System.Runtime.InteropServices;

namespace JobRunner.Interop;

internal static unsafe partial class LibC
{
    // RLIMIT_NOFILE of asm-generic/resource.h.
    private const int OpenFiles = 7;

    /// <summary>How many file descriptors this process may have open.</summary>
    public static (ulong Soft, ulong Hard) GetOpenFilesLimit()
    {
        var limits = stackalloc ulong[2];
        _ = ChangeLimits(0, OpenFiles, null, limits); // Can't fail for ourselves.
        return (limits[0], limits[1]);
    }

    /// <summary>Sets how many file descriptors another process of ours may have open, for good; prlimit(2).</summary>
    public static bool TrySetOpenFilesLimit(int processId, ulong count)
    {
        var limits = stackalloc ulong[] { count, count };
        return ChangeLimits(processId, OpenFiles, limits, null) == 0;
    }

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeLimits(int processId, int resource, ulong* newLimits, ulong* oldLimits);
}
