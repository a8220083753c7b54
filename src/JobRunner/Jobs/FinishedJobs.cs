using System.Diagnostics.CodeAnalysis;

namespace JobRunner.Jobs;

/// <summary>The finished jobs, in the order in which they finished, and how long they are kept. Guarded by the table's lock.</summary>
/// <param name="max">So many.</param>
/// <param name="retention">So long.</param>
/// <param name="time">By this clock.</param>
internal sealed class FinishedJobs(int max, TimeSpan retention, TimeProvider time)
{
    private readonly LinkedList<Entry> _entries = new();
    private readonly Dictionary<Guid, LinkedListNode<Entry>> _places = [];
    private long _now = time.GetTimestamp();

    /// <summary>When the oldest is due; null: there is none. Never negative.</summary>
    public TimeSpan? NextDue => _entries.First is not { } oldest ? null
        : time.GetElapsedTime(oldest.Value.Since, Now()) is var age && age < retention ? retention - age
        : TimeSpan.Zero;

    public void Add(Job job) => _places.Add(job.Id, _entries.AddLast(new Entry(job, Now())));

    public void Remove(Guid jobId)
    {
        if (_places.Remove(jobId, out var place))
        {
            _entries.Remove(place);
        }
    }

    /// <summary>Removes those that are too many or too old.</summary>
    public IReadOnlyList<Job> TakeOverdue()
    {
        List<Job>? overdue = null;
        while (_entries.First is { Value.Job: var oldest } && (_entries.Count > max || NextDue == TimeSpan.Zero))
        {
            Remove(oldest.Id);
            (overdue ??= []).Add(oldest);
        }

        return overdue ?? (IReadOnlyList<Job>)[];
    }

    // If the host's clock fails it is as late as it was: a job that ends has its slot to hand on and its waiters to release.
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A job's end is worth more than the host's clock.")]
    private long Now()
    {
        try
        {
            _now = time.GetTimestamp();
        }
        catch (Exception)
        {
            // The next look may find it mended.
        }

        return _now;
    }

    private readonly record struct Entry(Job Job, long Since);
}
