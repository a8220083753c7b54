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

    /// <summary>Sets how many file descriptors a process of ours may have open; prlimit(2).</summary>
    public static bool TrySetOpenFilesLimit(int processId, ulong soft, ulong hard)
    {
        var limits = stackalloc ulong[] { soft, hard };
        return ChangeLimits(processId, OpenFiles, limits, null) == 0;
    }

    /// <summary>Whether a file bears an extended attribute; getxattr(2).</summary>
    public static bool HasAttribute(string path, string name) => GetAttribute(path, name, null, 0) > 0;

    [LibraryImport("libc", EntryPoint = "getxattr", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint GetAttribute(string path, string name, void* value, nuint size);

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeLimits(int processId, int resource, ulong* newLimits, ulong* oldLimits);
}
