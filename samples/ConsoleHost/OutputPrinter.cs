using System.Text;

namespace JobRunner.Samples.ConsoleHost;

/// <summary>Shows a job's output as it comes, line by line, each with the job's short id and its stream.</summary>
internal static class OutputPrinter
{
    public static async Task PrintAsync(IJobsManager jobs, Guid jobId)
    {
        var lines = new Dictionary<OutputSource, LineBuffer>
        {
            [OutputSource.StandardOutput] = new($"{ShortId(jobId)} out | "),
            [OutputSource.StandardError] = new($"{ShortId(jobId)} err | "),
        };
        await foreach (var chunk in jobs.ReadOutputAsync(jobId))
        {
            lines[chunk.Source].Print(chunk.Data.Span);
        }

        foreach (var rest in lines.Values)
        {
            rest.PrintRest();
        }
    }

    public static string ShortId(Guid jobId) => jobId.ToString()[..8];

    private sealed class LineBuffer(string prefix)
    {
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
        private readonly StringBuilder _line = new();

        public void Print(ReadOnlySpan<byte> bytes)
        {
            var characters = new char[_decoder.GetCharCount(bytes, flush: false)];
            _decoder.GetChars(bytes, characters, flush: false);
            foreach (var character in characters)
            {
                if (character == '\n')
                {
                    PrintLine();
                }
                else
                {
                    _line.Append(character);
                }
            }
        }

        public void PrintRest()
        {
            if (_line.Length > 0)
            {
                PrintLine();
            }
        }

        private void PrintLine()
        {
            Console.WriteLine(prefix + _line);
            _line.Clear();
        }
    }
}
