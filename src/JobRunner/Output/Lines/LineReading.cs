using System.Text;

namespace JobRunner.Output.Lines;

/// <summary>A job's output to be read by lines: each enumeration reads anew.</summary>
internal sealed class LineReading(IAsyncEnumerable<OutputChunk> chunks, Encoding encoding) : IAsyncEnumerable<OutputLine>
{
    public IAsyncEnumerator<OutputLine> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new LineReader(chunks.GetAsyncEnumerator(cancellationToken), encoding);
}
