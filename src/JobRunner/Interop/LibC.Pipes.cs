using System.Runtime.InteropServices;

namespace JobRunner.Interop;

/// <content>Calls on the reading ends of pipes.</content>
internal static partial class LibC
{
    // POLLHUP of asm-generic/poll.h.
    private const short HungUp = 0x10;

    /// <summary>Whether anybody has the other end of a pipe open; poll(2).</summary>
    /// <exception cref="ObjectDisposedException">It is closed here.</exception>
    public static bool HasWriter(SafeHandle pipe)
    {
        var isHeld = false;
        try
        {
            pipe.DangerousAddRef(ref isHeld);
            var look = new PollDescriptor { File = (int)pipe.DangerousGetHandle() };
            return Poll(ref look, 1, 0) == 0 || (look.Returned & HungUp) == 0;
        }
        finally
        {
            if (isHeld)
            {
                pipe.DangerousRelease();
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int File;
        public short Events;
        public short Returned;
    }
}
