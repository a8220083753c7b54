using System.Runtime.InteropServices;
using System.Text;

namespace JobRunner.Output.Lines;

/// <summary>Cuts one stream's bytes into lines of text. A line that comes in one piece is decoded where it stands.</summary>
internal sealed class LineCutter
{
    private readonly Encoding _encoding;
    private readonly byte[] _newline;
    private readonly byte[] _return;
    private ArraySegment<byte> _piece = [];

    // The beginning of a line that came without its end: so many bytes from the start on, some of them looked through already.
    private byte[] _carry = [];
    private int _carryStart;
    private int _carried;
    private int _lookedThrough;

    public LineCutter(Encoding encoding)
    {
        _encoding = encoding;
        _newline = encoding.GetBytes("\n");
        _return = encoding.GetBytes("\r");
    }

    private Span<byte> Carried => _carry.AsSpan(_carryStart, _carried);

    /// <summary>Takes the next piece, after the last one has been cut up. It is not kept beyond that.</summary>
    public void Feed(ReadOnlyMemory<byte> piece)
    {
        _piece = MemoryMarshal.TryGetArray(piece, out var bytes) ? bytes : piece.ToArray();
        if (_newline.Length > 1)
        {
            // Characters of several bytes may be cut anywhere: they are put together first.
            Carry(_piece);
            _piece = [];
        }
    }

    /// <summary>Takes the next whole line of the piece; the rest without newline waits for the next piece.</summary>
    public bool TryCut(out string line)
    {
        if (_newline.Length > 1)
        {
            return TryCutCarried(out line);
        }

        var bytes = _piece.AsSpan();
        var length = bytes.IndexOf(_newline[0]);
        if (length < 0)
        {
            Carry(_piece);
            _piece = [];
            line = "";
            return false;
        }

        if (_carried > 0)
        {
            Carry(_piece[..length]);
            line = Decode(Carried);
            _carried = 0;
        }
        else
        {
            line = Decode(bytes[..length]);
        }

        _piece = _piece[(length + 1)..];
        return true;
    }

    /// <summary>Takes what there is without a newline.</summary>
    public bool TryFlush(out string line)
    {
        var isThere = _carried > 0;
        line = _encoding.GetString(Carried);
        (_carried, _lookedThrough) = (0, 0);
        return isThere;
    }

    private bool TryCutCarried(out string line)
    {
        var width = _newline.Length;
        for (; _lookedThrough + width <= _carried; _lookedThrough += width)
        {
            if (Carried.Slice(_lookedThrough, width).SequenceEqual(_newline))
            {
                line = Decode(Carried[.._lookedThrough]);
                _carryStart += _lookedThrough + width;
                _carried -= _lookedThrough + width;
                _lookedThrough = 0;
                return true;
            }
        }

        line = "";
        return false;
    }

    private string Decode(ReadOnlySpan<byte> line) => _encoding.GetString(line.EndsWith(_return) ? line[..^_return.Length] : line);

    private void Carry(ReadOnlySpan<byte> bytes)
    {
        Carried.CopyTo(_carry);
        _carryStart = 0;
        if (_carried + bytes.Length > _carry.Length)
        {
            Array.Resize(ref _carry, Math.Max(_carried + bytes.Length, (int)Math.Min(Array.MaxLength, 2L * _carry.Length)));
        }

        bytes.CopyTo(_carry.AsSpan(_carried));
        _carried += bytes.Length;
    }
}
