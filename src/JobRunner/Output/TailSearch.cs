namespace JobRunner.Output;

/// <summary>Finds where a tail begins, from the end backwards, so that it costs what it returns.</summary>
internal static class TailSearch
{
    /// <summary>The offset behind which, of what stands before <paramref name="end"/>, the sources' last <paramref name="bytes"/> bytes stand.</summary>
    public static long LastBytes(OutputLog log, long end, OutputSources sources, long bytes)
    {
        if (bytes == 0)
        {
            return end;
        }

        for (var i = log.Find(end) - 1; i >= 0; i--)
        {
            ref readonly var entry = ref log[i];
            if (!entry.IsOf(sources))
            {
                continue;
            }

            if (entry.Data.Length >= bytes)
            {
                return entry.End - bytes;
            }

            bytes -= entry.Data.Length;
        }

        return 0;
    }

    /// <summary>The offset behind which, of what stands before <paramref name="end"/>, the sources' last <paramref name="lines"/> lines stand. A piece without newline is a line.</summary>
    public static long LastLines(OutputLog log, long end, OutputSources sources, int lines)
    {
        if (lines == 0)
        {
            return end;
        }

        var isLastByte = true;
        for (var i = log.Find(end) - 1; i >= 0; i--)
        {
            ref readonly var entry = ref log[i];
            if (!entry.IsOf(sources))
            {
                continue;
            }

            var data = entry.Data.Span;
            if (isLastByte)
            {
                // A newline there ends the last line rather than beginning another.
                isLastByte = false;
                data = data[..^1];
            }

            int newline;
            while ((newline = data.LastIndexOf((byte)'\n')) >= 0)
            {
                if (--lines == 0)
                {
                    return entry.Offset + newline + 1;
                }

                data = data[..newline];
            }
        }

        return 0;
    }
}
