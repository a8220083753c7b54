namespace JobRunner.Output;

/// <summary>A list to which one thread at a time adds, while any number read without a lock. What was added never changes or moves.</summary>
internal sealed class AppendOnlyList<T>
{
    private const int PageBits = 4;
    private const int PageSize = 1 << PageBits;

    private T[][] _pages = new T[1][];
    private int _count;

    /// <summary>How many items may be read.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <param name="index">Below a <see cref="Count"/> that the caller has seen.</param>
    public ref readonly T this[int index] => ref Volatile.Read(ref _pages)[index >> PageBits][index & (PageSize - 1)];

    /// <summary>Adds an item. Callers see to it that there is one at a time.</summary>
    public void Add(in T item)
    {
        var page = _count >> PageBits;
        if (page == _pages.Length)
        {
            var pages = _pages;
            Array.Resize(ref pages, pages.Length * 2);
            Volatile.Write(ref _pages, pages);
        }

        (_pages[page] ??= new T[PageSize])[_count & (PageSize - 1)] = item;

        // Published last: who sees the count sees the item.
        Volatile.Write(ref _count, _count + 1);
    }
}
