using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace JobRunner.Values;

/// <summary>A dictionary that never changes and compares by content, in whatever order, so that records made of it do.</summary>
internal sealed class ValueDictionary<TValue> : IReadOnlyDictionary<string, TValue>
{
    public static readonly ValueDictionary<TValue> Empty = new([]);

    private readonly Dictionary<string, TValue> _items;

    private ValueDictionary(Dictionary<string, TValue> items) => _items = items;

    public int Count => _items.Count;

    public IEnumerable<string> Keys => _items.Keys;

    public IEnumerable<TValue> Values => _items.Values;

    public TValue this[string key] => _items[key];

    public static ValueDictionary<TValue> Copy(IReadOnlyDictionary<string, TValue> items)
    {
        ArgumentNullException.ThrowIfNull(items, "value");
        return items as ValueDictionary<TValue>
            ?? (items.Count == 0 ? Empty : new ValueDictionary<TValue>(new(items, StringComparer.Ordinal)));
    }

    public bool ContainsKey(string key) => _items.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out TValue value) => _items.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, TValue>> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override bool Equals(object? obj) =>
        obj is ValueDictionary<TValue> other
        && other.Count == Count
        && _items.All(item => other._items.TryGetValue(item.Key, out var value)
            && EqualityComparer<TValue>.Default.Equals(item.Value, value));

    public override int GetHashCode() =>
        _items.Aggregate(Count, static (hash, item) => hash ^ HashCode.Combine(item.Key, item.Value));
}
