using System.Collections;

namespace JobRunner.Values;

/// <summary>A list that never changes and compares by content, so that records made of it do.</summary>
internal sealed class ValueList<T> : IReadOnlyList<T>
{
    public static readonly ValueList<T> Empty = new([]);

    private readonly T[] _items;

    private ValueList(T[] items) => _items = items;

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    public static ValueList<T> Copy(IReadOnlyList<T> items)
    {
        ArgumentNullException.ThrowIfNull(items, "value");
        return items as ValueList<T> ?? (items.Count == 0 ? Empty : new ValueList<T>([.. items]));
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override bool Equals(object? obj) => obj is ValueList<T> other && _items.AsSpan().SequenceEqual(other._items);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }
}
