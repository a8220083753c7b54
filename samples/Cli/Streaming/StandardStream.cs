using System.Runtime.InteropServices;
using JobRunner.Cli.Failures;
using JobRunner.Cli.Interop;

namespace JobRunner.Cli.Streaming;

/// <summary>
/// One of the three standard streams, as bytes. .NET's own drops what it writes into a broken pipe without a word, and jobctl would follow a job
/// for ever of which nobody reads any more.
/// </summary>
internal sealed class StandardStream : Stream
{
    private readonly int _descriptor;

    private StandardStream(int descriptor) => _descriptor = descriptor;

    public override bool CanRead => _descriptor == 0;

    public override bool CanWrite => _descriptor != 0;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static Stream OpenInput() => OperatingSystem.IsWindows() ? Console.OpenStandardInput() : new StandardStream(0);

    public static Stream OpenOutput() => OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new StandardStream(1);

    public static Stream OpenError() => OperatingSystem.IsWindows() ? Console.OpenStandardError() : new StandardStream(2);

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            var count = LibC.Read(_descriptor, buffer, buffer.Length);
            if (count >= 0)
            {
                return (int)count;
            }

            GoOnAfter(Marshal.GetLastPInvokeError(), "read standard input", LibC.WaitReadable);
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var count = LibC.Write(_descriptor, buffer, buffer.Length);
            if (count >= 0)
            {
                buffer = buffer[(int)count..];
                continue;
            }

            GoOnAfter(Marshal.GetLastPInvokeError(), _descriptor == 1 ? "write to standard output" : "write to standard error", LibC.WaitWritable);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        // The thread is free for the blocking call; a read that waits for ever is left behind when the program ends.
        new(Task.Run(() => Read(buffer.Span), cancellationToken));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void GoOnAfter(int error, string what, Action<int> waitUntilReady)
    {
        if (error == LibC.TryAgain)
        {
            waitUntilReady(_descriptor);
        }
        else if (error == LibC.BrokenPipe)
        {
            throw new BrokenPipeException();
        }
        else if (error != LibC.Interrupted)
        {
            throw new IOException($"Can't {what}: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }
}
