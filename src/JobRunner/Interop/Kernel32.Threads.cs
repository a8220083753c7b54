using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace JobRunner.Interop;

/// <summary>The calls on threads.</summary>
internal static partial class Kernel32
{
    /// <summary><c>ERROR_NOT_FOUND</c> of winerror.h.</summary>
    public const int NotFound = 1168;

    // THREAD_TERMINATE of winnt.h: what it takes to cancel what a thread waits for.
    private const uint Terminate = 1;

    /// <summary>A handle of the calling thread by which others can <see cref="TryCancelRead"/>. Invalid if the system refuses.</summary>
    public static SafeWaitHandle OpenThread() => OpenThread(Terminate, inherit: false, GetCurrentThreadId());

    /// <summary>Lets the read, or whatever call on a file it is that a thread waits in, fail.</summary>
    /// <returns>False with <see cref="NotFound"/>: the thread is in none.</returns>
    [LibraryImport(Library, EntryPoint = "CancelSynchronousIo", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool TryCancelRead(SafeWaitHandle thread);

    [LibraryImport(Library, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial SafeWaitHandle OpenThread(uint access, [MarshalAs(UnmanagedType.Bool)] bool inherit, uint id);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial uint GetCurrentThreadId();
}
