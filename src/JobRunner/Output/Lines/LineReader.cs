using System.Text;

namespace JobRunner.Output.Lines;

/// <summary>Cuts chunks into lines, each stream by itself. Chunks are not kept, so that their memory may be used again.</summary>
internal sealed class LineReader(IAsyncEnumerator<OutputChunk> chunks, Encoding encoding) : IAsyncEnumerator<OutputLine>
{
    private readonly LineCutter _output = new(encoding);
    private readonly LineCutter _error = new(encoding);
    private OutputChunk _chunk;
    private OutputLine _current;
    private long _skipped;
    private bool _isFed = true;
    private bool _isAtEnd;

    // Of a stream that ended, or was cut by a gap: what has no newline is a line as well.
    private LineCutter? _toFlush;

    public OutputLine Current => _current;

    public ValueTask<bool> MoveNextAsync() => TryTakeLine() ? new(true) : MoveOnAsync();

    public ValueTask DisposeAsync() => chunks.DisposeAsync();

    private async ValueTask<bool> MoveOnAsync()
    {
        while (!_isAtEnd)
        {
            if (await chunks.MoveNextAsync().ConfigureAwait(false))
            {
                _chunk = chunks.Current;
                _isFed = false;
                _toFlush = _chunk.Skipped > 0 ? _output : null;
            }
            else
            {
                _isAtEnd = true;
                _toFlush = _output;
            }

            if (TryTakeLine())
            {
                return true;
            }
        }

        return TryTakeLine() || TryTellGap();
    }

    private bool TryTakeLine()
    {
        while (_toFlush is { } cutter)
        {
            var source = cutter == _output ? OutputSource.StandardOutput : OutputSource.StandardError;
            _toFlush = cutter == _output ? _error : null;
            if (cutter.TryFlush(out var rest))
            {
                return Give(source, rest);
            }
        }

        if (!_isFed)
        {
            _isFed = true;
            _skipped += _chunk.Skipped;
            CutterOf(_chunk.Source).Feed(_chunk.Data);
        }

        return CutterOf(_chunk.Source).TryCut(out var line) && Give(_chunk.Source, line);
    }

    private bool TryTellGap() => _skipped > 0 && Give(_chunk.Source, "");

    private bool Give(OutputSource source, string text)
    {
        _current = new OutputLine { Source = source, Timestamp = _chunk.Timestamp, Text = text, Skipped = _skipped };
        _skipped = 0;
        return true;
    }

    private LineCutter CutterOf(OutputSource source) => source == OutputSource.StandardOutput ? _output : _error;
}
