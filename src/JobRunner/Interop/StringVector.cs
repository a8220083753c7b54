using System.Runtime.InteropServices;
using System.Text;

namespace JobRunner.Interop;

/// <summary>Strings as execve(2) takes them: an array of pointers that ends with null, in memory that doesn't move.</summary>
internal sealed unsafe class StringVector : IDisposable
{
    private readonly byte* _end;
    private byte* _next;
    private int _count;

    private StringVector(int count, int bytes)
    {
        var size = ((count + 1) * sizeof(byte*)) + bytes;
        Pointers = (byte**)NativeMemory.Alloc((nuint)size);
        _next = (byte*)(Pointers + count + 1);
        _end = (byte*)Pointers + size;
        Pointers[0] = null;
    }

    public byte** Pointers { get; }

    public static StringVector Of(params IReadOnlyCollection<string> strings)
    {
        var vector = new StringVector(strings.Count, strings.Sum(SizeOf));
        foreach (var text in strings)
        {
            vector.Begin();
            vector.Append(text);
            vector.End();
        }

        return vector;
    }

    /// <summary>Variables as NAME=value.</summary>
    public static StringVector Of(IReadOnlyDictionary<string, string> variables)
    {
        var vector = new StringVector(variables.Count, variables.Sum(variable => SizeOf(variable.Key) + SizeOf(variable.Value)));
        foreach (var (name, value) in variables)
        {
            vector.Begin();
            vector.Append(name);
            *vector._next++ = (byte)'=';
            vector.Append(value);
            vector.End();
        }

        return vector;
    }

    public void Dispose() => NativeMemory.Free(Pointers);

    private static int SizeOf(string text) => Encoding.UTF8.GetByteCount(text) + 1;

    private void Begin() => Pointers[_count++] = _next;

    private void Append(string text) => _next += Encoding.UTF8.GetBytes(text, new Span<byte>(_next, (int)(_end - _next)));

    private void End()
    {
        *_next++ = 0;
        Pointers[_count] = null;
    }
}
