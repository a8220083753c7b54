using System.Buffers;
using System.Globalization;
using System.Text;

namespace JobRunner.Cli.Streaming;

/// <summary>A job's output line by line, with whose and when in front; the lines themselves are the job's bytes.</summary>
/// <param name="surroundings">Where to.</param>
/// <param name="prefixes">What is in front of each line.</param>
/// <param name="timestamps">Whether the time when a line began comes before that.</param>
/// <param name="turn">One line at a time, whoever else writes.</param>
internal sealed class PrefixedOutput(Surroundings surroundings, JobPrefixes prefixes, bool timestamps, Lock turn)
{
    // A line that is longer is shown in pieces: a job that never ends one must not fill our memory.
    private const int LongestLine = 1024 * 1024;

    public async Task CopyAsync(IJobsManager jobs, Guid jobId, OutputReadOptions options, CancellationToken cancellationToken)
    {
        var output = new OpenLine(surroundings.Output, prefixes.Of(jobId, surroundings.Screen.Terminal));
        var error = new OpenLine(surroundings.Error, prefixes.Of(jobId, surroundings.Messages.Terminal));
        try
        {
            await foreach (var chunk in jobs.ReadOutputAsync(jobId, options, cancellationToken))
            {
                if (chunk.Skipped > 0)
                {
                    // What comes behind a gap is no part of the line before it.
                    End(output);
                    End(error);
                }

                OutputGap.Tell(surroundings.Messages, jobId, chunk);
                Write(chunk, chunk.Source == OutputSource.StandardOutput ? output : error);
            }
        }
        finally
        {
            // Also where the rest can't be had: what has come is shown.
            End(output);
            End(error);
        }
    }

    private void Write(in OutputChunk chunk, OpenLine line)
    {
        var rest = chunk.Data.Span;
        var complete = new ArrayBufferWriter<byte>(rest.Length + 256);
        while (!rest.IsEmpty)
        {
            if (line.Bytes.WrittenCount == 0)
            {
                line.Begin = chunk.Timestamp;
            }

            var newline = rest.IndexOf((byte)'\n');
            var piece = newline < 0 ? rest : rest[..newline];
            line.Bytes.Write(piece);
            rest = rest[piece.Length..];
            if (newline >= 0 || line.Bytes.WrittenCount > LongestLine)
            {
                rest = newline < 0 ? rest : rest[1..];
                Finish(line, complete);
            }
        }

        Show(complete, line.Stream);
    }

    private void End(OpenLine line)
    {
        if (line.Bytes.WrittenCount > 0)
        {
            var last = new ArrayBufferWriter<byte>();
            Finish(line, last);
            Show(last, line.Stream);
        }
    }

    private void Finish(OpenLine line, ArrayBufferWriter<byte> complete)
    {
        if (timestamps)
        {
            complete.Write(Encoding.UTF8.GetBytes(line.Begin.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z '", CultureInfo.InvariantCulture)));
        }

        complete.Write(line.Prefix);
        complete.Write(line.Bytes.WrittenSpan);
        complete.Write("\n"u8);
        line.Bytes.ResetWrittenCount();
    }

    private void Show(ArrayBufferWriter<byte> lines, Stream stream)
    {
        if (lines.WrittenCount == 0)
        {
            return;
        }

        lock (turn)
        {
            stream.Write(lines.WrittenSpan);
            stream.Flush();
        }
    }

    /// <summary>What has come of a line of one stream that has not ended yet.</summary>
    private sealed class OpenLine(Stream stream, string prefix)
    {
        public Stream Stream => stream;

        public byte[] Prefix { get; } = Encoding.UTF8.GetBytes(prefix);

        public ArrayBufferWriter<byte> Bytes { get; } = new();

        public DateTimeOffset Begin { get; set; }
    }
}
