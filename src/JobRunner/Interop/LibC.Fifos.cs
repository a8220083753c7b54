using System.Runtime.InteropServices;

namespace JobRunner.Interop;

internal static partial class LibC
{
    // asm-generic/fcntl.h.
    private const int WriteOnly = 1;
    private const int ReadWrite = 2;
    private const int PathOnly = 0x200000;

    // S_IRUSR | S_IWUSR of linux/stat.h.
    private const uint OwnerAlone = 0x180;

    /// <summary>Makes a FIFO that has no name any more; mkfifo(3). Its descriptor is good for opening it through /proc alone. Negative: an error.</summary>
    public static int MakeFifo(string path)
    {
        if (Fifo(path, OwnerAlone) != 0)
        {
            return -1;
        }

        var file = AwayFromStandard(Open(path, PathOnly | CloseOnExec));
        var error = Marshal.GetLastPInvokeError();
        _ = Unlink(path);
        Marshal.SetLastPInvokeError(error);
        return file;
    }

    /// <summary>Opens a FIFO for writing; waits until somebody reads it. Negative: an error.</summary>
    public static int OpenFifoToWrite(string path) => OpenFifo(path, WriteOnly);

    /// <summary>Opens a FIFO for reading without waiting, which lets go who waits to write. Negative: an error.</summary>
    public static int OpenFifoToRead(string path) => OpenFifo(path, ReadOnly | NonBlocking);

    /// <summary>Opens a FIFO for both, which lets go whoever waits. Negative: an error.</summary>
    public static int OpenFifoForBoth(string path) => OpenFifo(path, ReadWrite);

    private static int OpenFifo(string path, int flags)
    {
        int file;
        do
        {
            file = Open(path, flags | CloseOnExec);
        }
        while (file < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        return file;
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "unlink", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unlink(string path);
}
