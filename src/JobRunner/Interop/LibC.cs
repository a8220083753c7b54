using System.ComponentModel;
using System.Runtime.InteropServices;

namespace JobRunner.Interop;

/// <summary>The few calls into the C library that .NET has no API for. The signatures are POSIX's.</summary>
internal static partial class LibC
{
    // X_OK of unistd.h, the same on Linux and macOS.
    private const int ExecuteAccess = 1;

    // O_RDONLY | O_CLOEXEC | O_NONBLOCK of Linux' asm-generic/fcntl.h, which x64 and arm64 use.
    private const int ReadOnlyCloseOnExec = 0x80000 | 0x800;

    /// <summary>Whether this user may execute the file or enter the directory, as the kernel sees it.</summary>
    public static bool MayExecute(string path) => Access(path, ExecuteAccess) == 0;

    /// <summary>Sends a signal. False if there was nobody (any more) who could get it from us.</summary>
    public static bool TrySignal(int processId, Signal signal) => Kill(processId, (int)signal) == 0;

    /// <summary>
    /// Reads a file of Linux' /proc, whole or as much as the longest may hold, into the buffer, which grows as needed. Null if the
    /// process is gone or another user's: both are so common that exceptions would cost more than the reading.
    /// </summary>
    /// <exception cref="IOException">It can't be read for another reason.</exception>
    public static int? TryRead(string path, ref byte[] buffer, int longest = int.MaxValue)
    {
        var file = Open(path, ReadOnlyCloseOnExec);
        if (file < 0)
        {
            return ReadNothing(path);
        }

        try
        {
            for (var length = 0; ;)
            {
                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }

                var count = Read(file, ref buffer[length], Math.Min(buffer.Length, longest) - length);
                if (count <= 0)
                {
                    return count < 0 ? ReadNothing(path) : length;
                }

                length += (int)count;
            }
        }
        finally
        {
            _ = Close(file);
        }
    }

    // EPERM, ENOENT, ESRCH, EACCES of asm-generic/errno-base.h.
    private static int? ReadNothing(string path) =>
        Marshal.GetLastPInvokeError() is var error && error is 1 or 2 or 3 or 13
            ? null
            : throw new IOException($"Can't read '{path}': {new Win32Exception(error).Message}");

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(int file, ref byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int file);
}
