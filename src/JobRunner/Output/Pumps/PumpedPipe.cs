using System.IO.Pipes;
using System.Runtime.Versioning;
using JobRunner.Interop;

namespace JobRunner.Output.Pumps;

/// <summary>A pipe that is read without waiting.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class PumpedPipe : IDisposable
{
    // What a pipe holds at first, and what it holds once it has been full: more helps no more.
    private const int FirstSize = 64 * 1024;
    private const int LargeSize = 256 * 1024;

    private readonly PipeStream _stream;
    private bool _isLarge;

    public PumpedPipe(PipeStream stream, OutputSource source)
    {
        _stream = stream;
        Source = source;
        Descriptor = (int)stream.SafePipeHandle.DangerousGetHandle();
        LibC.SetNonBlocking(stream.SafePipeHandle);
    }

    public OutputSource Source { get; }

    public int Descriptor { get; }

    /// <inheritdoc cref="LibC.ReadWithoutWaiting"/>
    public int Read(ArraySegment<byte> buffer)
    {
        var count = LibC.ReadWithoutWaiting(_stream.SafePipeHandle, buffer);
        if (count >= FirstSize && !_isLarge)
        {
            _isLarge = true;
            LibC.EnlargePipe(_stream.SafePipeHandle, LargeSize);
        }

        return count;
    }

    public void Dispose() => _stream.Dispose();
}
