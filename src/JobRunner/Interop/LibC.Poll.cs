using System.Runtime.InteropServices;

namespace JobRunner.Interop;

/// <content>What poll(2) tells.</content>
internal static partial class LibC
{
    // POLLHUP of asm-generic/poll.h.
    private const short HungUp = 0x10;

    // POLLNVAL of asm-generic/poll.h: it is not open.
    private const short NotOpen = 0x20;

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

    /// <summary>How many descriptors of a range are not in use; poll(2), which asks about them all at once.</summary>
    public static int CountFreeDescriptors(int first, int count)
    {
        Span<PollDescriptor> looks = stackalloc PollDescriptor[count];
        for (var i = 0; i < count; i++)
        {
            looks[i].File = first + i;
        }

        _ = Poll(ref MemoryMarshal.GetReference(looks), (nuint)count, 0);
        var free = 0;
        foreach (var look in looks)
        {
            free += (look.Returned & NotOpen) == 0 ? 0 : 1;
        }

        return free;
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
