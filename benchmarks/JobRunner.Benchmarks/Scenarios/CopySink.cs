namespace JobRunner.Benchmarks.Scenarios;

/// <summary>Copies what it gets to memory of its own, over and over, as a reader would that looks at each byte.</summary>
internal sealed class CopySink : Stream
{
    private readonly byte[] _memory = new byte[256 * 1024];

    public long Total { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => Total;

    public override long Position { get => Total; set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Total += buffer.Length;
        for (; buffer.Length > _memory.Length; buffer = buffer[_memory.Length..])
        {
            buffer[.._memory.Length].CopyTo(_memory);
        }

        buffer.CopyTo(_memory);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
