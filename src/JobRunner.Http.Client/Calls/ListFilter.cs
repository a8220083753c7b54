namespace JobRunner.Http.Client.Calls;

/// <summary>A filter, as far as a query can say it; the rest is left to this end.</summary>
internal sealed class ListFilter(JobFilter? filter)
{
    // In a query, a label's name ends at the first colon.
    private const char Colon = ':';

    private readonly KeyValuePair<string, string>[] _unsent =
        [.. (filter?.Labels ?? new Dictionary<string, string>()).Where(label => !CanBeSent(label.Key))];

    public Guid? Id => filter?.Id;

    public JobState? State => filter?.State;

    public IEnumerable<KeyValuePair<string, string>> SentLabels => (filter?.Labels ?? new Dictionary<string, string>()).Where(label => CanBeSent(label.Key));

    /// <summary>Whether what the query could not say holds too.</summary>
    public bool Matches(JobStatus job) => _unsent.All(label => job.Labels.TryGetValue(label.Key, out var value) && value == label.Value);

    private static bool CanBeSent(string name) => name.Length > 0 && !name.Contains(Colon, StringComparison.Ordinal);
}
