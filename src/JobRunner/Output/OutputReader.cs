using System.Runtime.CompilerServices;

namespace JobRunner.Output;

/// <summary>One reader's way through a log.</summary>
internal static class OutputReader
{
    public static async IAsyncEnumerable<OutputChunk> ReadAsync(
        OutputLog log, OutputReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var now = log.Length;
        var start = StartOf(log, options, now);
        var end = options.Follow ? long.MaxValue : now;
        var index = log.Find(start);
        WakeUp? wakeUp = null;
        while (true)
        {
            // In this order: nothing is appended after completion.
            var isComplete = log.IsComplete;
            for (var count = log.Count; index < count; index++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var entry = log[index];
                if (entry.Offset >= end)
                {
                    yield break;
                }

                if (entry.IsOf(options.Sources) && entry.End > start)
                {
                    yield return ChunkOf(entry, start);
                }
            }

            if (isComplete || !options.Follow)
            {
                yield break;
            }

            wakeUp ??= new WakeUp();
            await log.WaitForMoreAsync(index, wakeUp, cancellationToken).ConfigureAwait(false);
        }
    }

    private static long StartOf(OutputLog log, OutputReadOptions options, long end) => options switch
    {
        { From: { } offset } => offset,
        { TailBytes: { } bytes } => TailSearch.LastBytes(log, end, options.Sources, bytes),
        { TailLines: { } lines } => TailSearch.LastLines(log, end, options.Sources, lines),
        _ => 0,
    };

    private static OutputChunk ChunkOf(in LogEntry entry, long start)
    {
        var before = (int)Math.Max(0, start - entry.Offset);
        return new OutputChunk
        {
            Source = entry.Source,
            Offset = entry.Offset + before,
            Timestamp = new DateTimeOffset(entry.UtcTicks, TimeSpan.Zero),
            Data = entry.Data[before..],
        };
    }
}
