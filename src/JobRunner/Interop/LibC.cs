using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace JobRunner.Interop;

/// <summary>
/// The calls into the C library that .NET has no API for: here those on files, beside it the others by their subject. Signatures are POSIX's or, where
/// said, Linux'; numbers are those of Linux on x64 and arm64, which share them unless said.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static partial class LibC
{
    /// <summary><c>EINTR</c> of asm-generic/errno-base.h.</summary>
    public const int Interrupted = 4;

    // EAGAIN of asm-generic/errno-base.h.
    private const int WouldBlock = 11;

    // X_OK of unistd.h, the same on Linux and macOS.
    private const int ExecuteAccess = 1;

    // asm-generic/fcntl.h.
    private const int CloseOnExec = 0x80000;
    private const int DuplicateCloseOnExec = 1030;
    private const int GetFlags = 3;
    private const int SetFlags = 4;
    private const int SetPipeSize = 1031;
    private const int ReadOnly = 0;
    private const int NonBlocking = 0x800;

    // O_TMPFILE of asm-generic/fcntl.h, which needs O_DIRECTORY: that differs on arm64.
    private static readonly int Nameless =
        0x400000 | (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000);

    // linux/falloc.h: FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE.
    private const int PunchHole = 1 | 2;

    // MFD_CLOEXEC of linux/memfd.h.
    private const uint MemoryFileCloseOnExec = 1;

    /// <summary>Whether this user may execute the file or enter the directory, as the kernel sees it.</summary>
    public static bool MayExecute(string path) => Access(path, ExecuteAccess) == 0;

    /// <summary>
    /// Reads a file of Linux' /proc, whole or as much as the longest may hold, into the buffer, which grows as needed. Null if the
    /// process is gone or another user's: both are so common that exceptions would cost more than the reading.
    /// </summary>
    /// <exception cref="IOException">It can't be read for another reason.</exception>
    public static int? TryRead(string path, ref byte[] buffer, int longest = int.MaxValue)
    {
        var file = Open(path, ReadOnly | NonBlocking | CloseOnExec);
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

    /// <summary>Makes a pipe, both ends closed on exec and neither of them one of the three standard descriptors.</summary>
    /// <returns>0 or the error.</returns>
    public static unsafe int MakePipe(out int readEnd, out int writeEnd)
    {
        var ends = stackalloc int[2];
        (readEnd, writeEnd) = (-1, -1);
        if (Pipe(ends, CloseOnExec) != 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        (readEnd, writeEnd) = (AwayFromStandard(ends[0]), AwayFromStandard(ends[1]));
        return readEnd >= 0 && writeEnd >= 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>Makes a file that exists in memory alone; memfd_create(2). Closed on exec. Negative if there can be none.</summary>
    public static int MakeMemoryFile(string name) => AwayFromStandard(MemoryFile(name, MemoryFileCloseOnExec));

    /// <summary>Makes a file without a name, for the owner alone; O_TMPFILE of open(2). Null if it can't be had here.</summary>
    public static SafeFileHandle? TryOpenNameless(string directory)
    {
        var file = AwayFromStandard(Open(directory, Nameless | ReadWrite | CloseOnExec, OwnerAlone));
        return file >= 0 ? new SafeFileHandle(file, ownsHandle: true) : null;
    }

    /// <summary>Gives a part of a file back to the disk; fallocate(2). False if it can't be done.</summary>
    public static bool TryPunchHole(SafeFileHandle file, long offset, long count) => Allocate(file, PunchHole, offset, count) == 0;

    /// <summary>Where a symbolic link points; readlink(2). Empty if there is none to be read, or it is longer than the buffer.</summary>
    public static ReadOnlySpan<byte> ReadLink(string path, Span<byte> buffer) =>
        ReadLink(path, ref MemoryMarshal.GetReference(buffer), buffer.Length) is var length and > 0 && length < buffer.Length
            ? buffer[..(int)length]
            : default;

    /// <summary>Reads what is there; read(2) of a descriptor that never blocks.</summary>
    /// <returns>How many bytes; 0 at the end; -1 if there are none now; otherwise less: the negative of the error.</returns>
    public static int ReadWithoutWaiting(SafeHandle file, ArraySegment<byte> buffer)
    {
        while (true)
        {
            var count = (int)Read((int)file.DangerousGetHandle(), ref buffer.Array![buffer.Offset], buffer.Count);
            var error = count < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (error != Interrupted)
            {
                return error is WouldBlock ? -1 : error > 0 ? -error : count;
            }
        }
    }

    /// <summary>From now on reading never waits.</summary>
    public static void SetNonBlocking(SafeHandle file)
    {
        var descriptor = (int)file.DangerousGetHandle();
        _ = Fcntl(descriptor, SetFlags, Fcntl(descriptor, GetFlags, 0) | NonBlocking);
    }

    /// <summary>Enlarges a pipe, if the system lets us: users other than root share what all pipes may have.</summary>
    public static void EnlargePipe(SafeHandle pipe, int size) => _ = Fcntl((int)pipe.DangerousGetHandle(), SetPipeSize, size);

    // A host may run with a standard descriptor closed, which then is the first to be given out.
    private static int AwayFromStandard(int file)
    {
        if (file is < 0 or > 2)
        {
            return file;
        }

        var other = Fcntl(file, DuplicateCloseOnExec, 3);
        _ = Close(file);
        return other;
    }

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    // Variadic in C; on x64 and arm64 Linux integers are passed alike.
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "fallocate")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Allocate(SafeFileHandle file, int mode, long offset, long count);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(int file, ref byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fcntl(int file, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "readlink", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint ReadLink(string path, ref byte buffer, nint size);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int Pipe(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MemoryFile(string name, uint flags);
}
