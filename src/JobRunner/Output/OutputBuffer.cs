namespace JobRunner.Output;

/// <summary>Where a pump reads to: memory that becomes the log's piece by piece and is never reused.</summary>
internal sealed class OutputBuffer
{
    // Idle jobs should cost little, busy ones read all of a pipe (64 KiB) at once.
    private const int FirstSize = 1024;
    private const int LargestSize = 64 * 1024;

    private byte[] _memory = new byte[FirstSize];
    private int _used;

    /// <summary>Room to read to.</summary>
    public Memory<byte> Free()
    {
        if (_used > _memory.Length - (_memory.Length / 4))
        {
            _memory = GC.AllocateUninitializedArray<byte>(Math.Min(_memory.Length * 4, LargestSize));
            _used = 0;
        }

        return _memory.AsMemory(_used);
    }

    /// <summary>Takes what was read to the room that <see cref="Free"/> gave.</summary>
    public ReadOnlyMemory<byte> Take(int count)
    {
        var taken = _memory.AsMemory(_used, count);
        _used += count;
        return taken;
    }
}
