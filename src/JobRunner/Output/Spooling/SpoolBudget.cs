namespace JobRunner.Output.Spooling;

/// <summary>How much all jobs together may have on disk.</summary>
/// <param name="maxBytes">Null: as much as the disk holds.</param>
internal sealed class SpoolBudget(long? maxBytes)
{
    private long _used;

    public long? MaxBytes => maxBytes;

    public long Used => Volatile.Read(ref _used);

    public bool TryTake(long bytes)
    {
        for (var used = Used; bytes <= (maxBytes ?? long.MaxValue) - used;)
        {
            var seen = Interlocked.CompareExchange(ref _used, used + bytes, used);
            if (seen == used)
            {
                return true;
            }

            used = seen;
        }

        return false;
    }

    public void GiveBack(long bytes) => Interlocked.Add(ref _used, -bytes);
}
