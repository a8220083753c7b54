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

    /// <summary>Whether there was more than it was to take.</summary>
    public bool IsTruncated { get; private set; }

    /// <param name="bytes">What comes next.</param>
    /// <param name="isAfterGap">Whether something before it is lost.</param>
    public void Add(ReadOnlySpan<byte> bytes, bool isAfterGap)
    {
        IsTruncated |= isAfterGap;
        if (bytes.Length > _room)
        {
            IsTruncated = true;
            bytes = bytes[..(int)_room];
        }

        _room -= bytes.Length;
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(PieceSize, bytes.Length)..])
        {
            Decode(bytes[..Math.Min(PieceSize, bytes.Length)], flush: false);
        }
    }

    /// <summary>Gives the text. Half a character at the end is replaced, unless it was cut off here.</summary>
    public string Finish()
    {
        if (!IsTruncated)
        {
            Decode([], flush: true);
        }

        return _text.ToString();
    }

    private void Decode(ReadOnlySpan<byte> bytes, bool flush) =>
        _text.Append(_piece, 0, _decoder.GetChars(bytes, _piece, flush));
}
