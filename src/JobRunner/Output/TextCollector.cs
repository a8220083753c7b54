using System.Text;

namespace JobRunner.Output;

/// <summary>Makes text of one stream's bytes, whose characters may come in pieces, up to a number of bytes.</summary>
internal sealed class TextCollector
{
    // Decoded at a time, to bound what is needed beside the text.
    private const int PieceSize = 16 * 1024;

    private readonly Decoder _decoder;
    private readonly StringBuilder _text;
    private readonly char[] _piece;
    private long _room;
    private bool _isFull;
    private bool _hasGap;

    public TextCollector(Encoding encoding, int maxBytes)
        : this(encoding, new StringBuilder()) =>
        _room = maxBytes;

    /// <summary>Without a limit, into a text that several collectors may share.</summary>
    public TextCollector(Encoding encoding, StringBuilder text)
    {
        _decoder = encoding.GetDecoder();
        _piece = new char[encoding.GetMaxCharCount(PieceSize)];
        _text = text;
        _room = long.MaxValue;
    }

    /// <summary>Whether there was more: lost, or beyond what it was to take.</summary>
    public bool IsTruncated => _isFull || _hasGap;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _room)
        {
            _isFull = true;
            bytes = bytes[..(int)_room];
        }

        _room -= bytes.Length;
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(PieceSize, bytes.Length)..])
        {
            Decode(bytes[..Math.Min(PieceSize, bytes.Length)], flush: false);
        }
    }

    /// <summary>Something is lost here: what comes next doesn't complete a character from before.</summary>
    public void AddGap()
    {
        _hasGap = true;
        Flush();
    }

    /// <summary>Replaces half a character at the end, unless it was cut off here.</summary>
    public void Flush()
    {
        if (!_isFull)
        {
            Decode([], flush: true);
        }
    }

    /// <summary>Gives the text so far.</summary>
    public override string ToString() => _text.ToString();

    private void Decode(ReadOnlySpan<byte> bytes, bool flush) =>
        _text.Append(_piece, 0, _decoder.GetChars(bytes, _piece, flush));
}
