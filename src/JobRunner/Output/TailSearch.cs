namespace JobRunner.Output;

/// <summary>Finds where a tail begins, from the end backwards, so that it costs what it returns.</summary>
internal static class TailSearch
{
    /// <summary>The offset behind which the sources' last <paramref name="bytes"/> bytes stand.</summary>
    public static long LastBytes(OutputLog log, OutputSources sources, long bytes)
    {
        var (count, end) = (log.Count, log.Length);
        if (bytes == 0)
        {
            return end;
        }

        for (var i = count - 1; i >= 0; i--)
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

    /// <summary>The offset behind which the sources' last <paramref name="lines"/> lines stand. A piece without newline is a line.</summary>
    public static long LastLines(OutputLog log, OutputSources sources, int lines)
    {
        var (count, end) = (log.Count, log.Length);
        if (lines == 0)
        {
            return end;
        }

        var isLastByte = true;
        for (var i = count - 1; i >= 0; i--)
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
