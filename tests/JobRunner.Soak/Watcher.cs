namespace JobRunner.Soak;

/// <summary>Watches all jobs: their states move forward, and each ends once.</summary>
internal sealed class Watcher(JobsManager jobs, Findings findings)
{
    private readonly Dictionary<Guid, JobState> _states = [];

    public async Task RunAsync()
    {
        await foreach (var status in jobs.WatchAsync())
        {
            findings.Expect(!_states.TryGetValue(status.Id, out var before) || before < status.State, $"watched: {status} after {before}");
            _states[status.Id] = status.State;
        }

        findings.Expect(_states.Values.All(state => state == JobState.Finished), "watched: a job whose end was never told");
        findings.Count("watched to their end", _states.Count);
    }
}
