namespace JobRunner.Http.Client.Streaming;

/// <summary>How far each job was told to a watcher.</summary>
/// <param name="isWhole">Whether the watcher is told every state of its jobs, so that a job which is gone without an end has an end that was missed.</param>
internal sealed class ToldStates(bool isWhole)
{
    // Of those that will change no more. To tell one of them again does no harm; to remember all that ever were does.
    private const int MostSettled = 65_536;

    private readonly Dictionary<Guid, JobState> _states = [];
    private readonly Queue<Guid> _settled = [];

    // Since the connection began.
    private readonly HashSet<Guid> _named = [];
    private bool _isInSnapshot;

    public void BeginSnapshot()
    {
        _named.Clear();
        _isInSnapshot = true;
    }

    /// <summary>Whether this is news.</summary>
    public bool TryAdvance(JobStatus job)
    {
        if (_isInSnapshot)
        {
            _named.Add(job.Id);
        }

        if (_states.TryGetValue(job.Id, out var told) && told >= job.State)
        {
            return false;
        }

        _states[job.Id] = job.State;
        if (job.IsFinished || !isWhole)
        {
            Settle(job.Id);
        }

        return true;
    }

    /// <summary>All jobs that there were when the connection began have been named: others are forgotten.</summary>
    /// <exception cref="WatchOverrunException">One of those had not ended when it was told last.</exception>
    public void EndSnapshot()
    {
        _isInSnapshot = false;
        var lost = 0;
        foreach (var (jobId, state) in _states)
        {
            if (_named.Contains(jobId))
            {
                continue;
            }

            lost += isWhole && state != JobState.Finished ? 1 : 0;
            _states.Remove(jobId);
        }

        _named.Clear();
        if (lost > 0)
        {
            throw new WatchOverrunException(
                $"While the connection was broken, {lost} jobs ended and were forgotten, or the server was started anew: how they ended can't be known. Watch again.");
        }
    }

    private void Settle(Guid jobId)
    {
        _settled.Enqueue(jobId);
        if (_settled.Count > MostSettled)
        {
            _states.Remove(_settled.Dequeue());
        }
    }
}
