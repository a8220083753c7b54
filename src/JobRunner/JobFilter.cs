using JobRunner.Values;

namespace JobRunner;

/// <summary>Which jobs to list or watch. What is null matches every job.</summary>
public sealed record JobFilter
{
    /// <summary>Only the job of this id.</summary>
    public Guid? Id { get; init; }

    /// <summary>Only jobs in this state. A watcher is told when a job comes to it, not when it leaves it.</summary>
    public JobState? State { get; init; }

    /// <summary>Only jobs that bear all these labels, name and value.</summary>
    public IReadOnlyDictionary<string, string>? Labels
    {
        get;
        init => field = value is null ? null : ValueDictionary<string>.Copy(value);
    }

    /// <summary>Names the id, the state and the number of labels, but no label's value.</summary>
    public override string ToString() => $"JobFilter {{ Id = {Id}, State = {State}, Labels = {Labels?.Count ?? 0} }}";

    internal bool Matches(JobStatus job) =>
        (Id is null || Id == job.Id)
        && (State is null || State == job.State)
        && (Labels is null || Labels.All(label => job.Labels.TryGetValue(label.Key, out var value) && value == label.Value));
}
