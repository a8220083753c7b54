using System.Runtime.InteropServices;
using System.Text;

namespace JobRunner.Interop;

/// <summary>Strings as execve(2) takes them: an array of pointers that ends with null, in memory that doesn't move.</summary>
internal sealed unsafe class StringVector : IDisposable
{
    public StringVector(IReadOnlyCollection<string> strings)
    {
        var size = (strings.Count + 1) * sizeof(byte*);
        foreach (var text in strings)
        {
            size += Encoding.UTF8.GetByteCount(text) + 1;
        }

        Pointers = (byte**)NativeMemory.Alloc((nuint)size);
        var end = (byte*)Pointers + size;
        var next = (byte*)(Pointers + strings.Count + 1);
        var index = 0;
        foreach (var text in strings)
        {
            Pointers[index++] = next;
            next += Encoding.UTF8.GetBytes(text, new Span<byte>(next, (int)(end - next)));
            *next++ = 0;
        }

        Pointers[index] = null;
    }

    public byte** Pointers { get; }

    public void Dispose() => NativeMemory.Free(Pointers);
}
