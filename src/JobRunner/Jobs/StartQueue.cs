namespace JobRunner.Jobs;

/// <summary>Lets so many jobs run at once; the others stand in line, first in, first out. Guarded by the table's lock.</summary>
/// <param name="slots">How many may run at once; null: all.</param>
/// <param name="room">How many may wait.</param>
internal sealed class StartQueue(int? slots, int room)
{
    private readonly SortedSet<Job> _line = new(Comparer<Job>.Create(static (one, other) => one.Number.CompareTo(other.Number)));

    // None is free while anybody waits.
    private int _free = slots ?? int.MaxValue;

    public bool TryTakeSlot()
    {
        if (_free == 0)
        {
            return false;
        }

        _free--;
        return true;
    }

    /// <exception cref="JobQueueFullException">As many wait as may.</exception>
    public void CheckRoom()
    {
        if (_line.Count >= room)
        {
            throw new JobQueueFullException(room);
        }
    }

    public void Add(Job job) => _line.Add(job);

    /// <summary>A job has gone, out of the line or from its slot.</summary>
    /// <returns>Who has its slot now; null: nobody.</returns>
    public Job? Leave(Job job)
    {
        if (_line.Remove(job))
        {
            return null;
        }

        if (_line.Min is { } next)
        {
            _line.Remove(next);
            return next;
        }

        _free++;
        return null;
    }
}
