using System.Buffers.Text;
using System.IO.Pipes;
using System.Runtime.Versioning;
using JobRunner.Interop;
using Microsoft.Win32.SafeHandles;

namespace JobRunner.Stopping;

/// <summary>A pipe, known by its inode, which is one and the same in every process that holds an end of it.</summary>
[UnsupportedOSPlatform("windows")]
internal readonly record struct PipeIdentity(ulong Inode)
{
    private const int LongestName = 64;

    private static ReadOnlySpan<byte> Prefix => "pipe:["u8;

    /// <summary>The pipe behind a stream of this process; null if it is closed.</summary>
    public static PipeIdentity? TryGet(PipeStream stream)
    {
        var isHeld = false;
        SafePipeHandle? handle = null;
        try
        {
            handle = stream.SafePipeHandle;
            handle.DangerousAddRef(ref isHeld);
            return TryRead($"/proc/self/fd/{handle.DangerousGetHandle()}");
        }
        catch (Exception e) when (e is ObjectDisposedException or InvalidOperationException)
        {
            return null;
        }
        finally
        {
            if (isHeld)
            {
                handle!.DangerousRelease();
            }
        }
    }

    /// <summary>The pipe that a descriptor of a process is, by its path in /proc; null if it is something else or can't be seen.</summary>
    public static PipeIdentity? TryRead(string path)
    {
        var name = LibC.ReadLink(path, stackalloc byte[LongestName]);
        return name.StartsWith(Prefix) && Utf8Parser.TryParse(name[Prefix.Length..], out ulong inode, out _) ? new PipeIdentity(inode) : null;
    }
}
