using System.IO.Pipes;
using System.Runtime.Versioning;
using JobRunner.Interop;
using Microsoft.Win32.SafeHandles;

namespace JobRunner.Output.Pumps;

/// <summary>A pipe that is read without waiting.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class PumpedPipe : IDisposable
{
    // What a pipe holds at first, and what it holds once it has been full: more helps no more.
    private const int FirstSize = 64 * 1024;
    private const int LargeSize = 256 * 1024;

    private readonly PipeStream _stream;
    private readonly SafePipeHandle _handle;
    private bool _isLarge;

    public PumpedPipe(PipeStream stream, OutputSource source)
    {
        _stream = stream;
        Source = source;
        _handle = stream.SafePipeHandle;
        Descriptor = (int)_handle.DangerousGetHandle();
        LibC.SetNonBlocking(_handle);

        // The descriptor is no other's until this is done with it, also if the job has let go of the stream before.
        var isHeld = false;
        _handle.DangerousAddRef(ref isHeld);
    }

    public OutputSource Source { get; }

    public int Descriptor { get; }

    /// <inheritdoc cref="LibC.ReadWithoutWaiting"/>
    public int Read(ArraySegment<byte> buffer)
    {
        var count = LibC.ReadWithoutWaiting(_handle, buffer);
        if (count >= FirstSize && !_isLarge)
        {
            _isLarge = true;
            LibC.EnlargePipe(_handle, LargeSize);
        }

        return count;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _handle.DangerousRelease();
    }
}
