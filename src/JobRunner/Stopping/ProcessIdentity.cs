namespace JobRunner.Stopping;

/// <summary>A process: a pid alone may be another's tomorrow, pid and start time together are not.</summary>
/// <param name="Id">The pid.</param>
/// <param name="StartTime">When it started, in clock ticks since boot.</param>
/// <param name="Name">The name of its program, as the kernel keeps it: at most 15 characters.</param>
internal sealed record ProcessIdentity(int Id, ulong StartTime, string Name)
{
    // A program that executes another changes its name and stays the process that it was.
    public bool Equals(ProcessIdentity? other) => other is not null && Id == other.Id && StartTime == other.StartTime;

    public override int GetHashCode() => HashCode.Combine(Id, StartTime);

    public override string ToString() => $"{Id} ({Name})";
}
