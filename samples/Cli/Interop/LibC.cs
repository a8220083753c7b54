using System.Runtime.InteropServices;

namespace JobRunner.Cli.Interop;

/// <summary>The few calls that .NET's console has no equal to: it hides a broken pipe, and writes to a terminal of which it is asked the width.</summary>
internal static partial class LibC
{
    public const int BrokenPipe = 32; // EPIPE
    public const int Interrupted = 4; // EINTR
    public static readonly int TryAgain = OperatingSystem.IsMacOS() ? 35 : 11; // EAGAIN

    private const short Readable = 1; // POLLIN
    private const short Writable = 4; // POLLOUT
    private const nuint GetWindowSize = 0x5413; // TIOCGWINSZ of Linux

    /// <returns>Null: the descriptor is no terminal, or one that doesn't say.</returns>
    public static (int Width, int Height)? TerminalSize(int descriptor)
    {
        if (!OperatingSystem.IsLinux() || Control(descriptor, GetWindowSize, out var size) != 0 || size.Columns == 0)
        {
            return null;
        }

        return (size.Columns, size.Rows);
    }

    /// <summary>Waits until a descriptor that somebody has made non-blocking has data.</summary>
    public static void WaitReadable(int descriptor) => WaitFor(descriptor, Readable);

    /// <summary>Waits until a descriptor that somebody has made non-blocking has room.</summary>
    public static void WaitWritable(int descriptor) => WaitFor(descriptor, Writable);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint Read(int descriptor, Span<byte> buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint Write(int descriptor, ReadOnlySpan<byte> buffer, nint count);

    private static void WaitFor(int descriptor, short events)
    {
        var entry = new PollEntry { Descriptor = descriptor, Events = events };
        _ = Poll(ref entry, 1, timeoutMilliseconds: -1);
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(ref PollEntry entries, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int descriptor, nuint request, out WindowSize size);

    // struct pollfd
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    // struct winsize
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort PixelsAcross;
        public ushort PixelsDown;
    }
}
