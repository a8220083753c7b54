using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.Versioning;
using JobRunner.Interop;
using Microsoft.Win32.SafeHandles;

namespace JobRunner.Launching.Linux;

/// <summary>A pipe between a job and its host. What of it has not been taken is closed by disposing it.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Pipe : IDisposable
{
    private readonly SafePipeHandle _readEnd;
    private readonly SafePipeHandle _writeEnd;

    /// <exception cref="Win32Exception">There is no descriptor left.</exception>
    public Pipe()
    {
        var error = LibC.MakePipe(out var readEnd, out var writeEnd);
        _readEnd = new SafePipeHandle(readEnd, ownsHandle: true);
        _writeEnd = new SafePipeHandle(writeEnd, ownsHandle: true);
        if (error != 0)
        {
            Dispose();
            throw new Win32Exception(error);
        }

        (ReadDescriptor, WriteDescriptor) = (readEnd, writeEnd);
    }

    public int ReadDescriptor { get; }

    public int WriteDescriptor { get; }

    private bool IsReaderTaken { get; set; }

    private bool IsWriterTaken { get; set; }

    /// <summary>The host's end of a job's output: asynchronous, cancellable, without a thread of its own.</summary>
    public Stream TakeReader()
    {
        IsReaderTaken = true;
        return new AnonymousPipeClientStream(PipeDirection.In, _readEnd);
    }

    /// <summary>The host's end of a job's input.</summary>
    public Stream TakeWriter()
    {
        IsWriterTaken = true;
        return new AnonymousPipeClientStream(PipeDirection.Out, _writeEnd);
    }

    public void Dispose()
    {
        if (!IsReaderTaken)
        {
            _readEnd.Dispose();
        }

        if (!IsWriterTaken)
        {
            _writeEnd.Dispose();
        }
    }
}
