using System.Collections.Concurrent;
using JobRunner.Specs;
using JobRunner.Telemetry;

namespace JobRunner.Jobs;

/// <summary>
/// All jobs of a manager: who waits, who runs, who has finished, who watches. One lock guards all of it and the jobs' states, so that they always agree;
/// jobs are looked up and queried without it.
/// </summary>
internal sealed class JobTable : IDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<Guid, Job> _jobs = new();
    private readonly StartQueue _queue;
    private readonly FinishedJobs _finished;
    private readonly List<JobWatcher> _watchers = [];
    private readonly TimeProvider _time;
    private readonly JobsLog _log;
    private readonly ITimer _eviction;
    private bool _isEvictionDue;
    private bool _isSealed;
    private bool _isClosed;
    private long _lastNumber;

    public JobTable(JobsManagerOptions options, TimeProvider time, JobsLog log)
    {
        _queue = new StartQueue(options.MaxConcurrentJobs, options.MaxQueuedJobs);
        _finished = new FinishedJobs(options.MaxFinishedJobs, options.FinishedJobRetention, time);
        _time = time;
        _log = log;
        _eviction = time.CreateTimer(static table => ((JobTable)table!).Evict(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>All jobs, in order of creation.</summary>
    public IReadOnlyList<Job> InOrder => [.. _jobs.Values.OrderBy(job => job.Number)];

    /// <summary>How many watch, about now; for tests.</summary>
    public int WatcherCount => _watchers.Count;

    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    public Job Get(Guid jobId) => _jobs.TryGetValue(jobId, out var job) ? job : throw new JobNotFoundException(jobId);

    /// <summary>Admits a job if it may start at once. It is not listed until <see cref="TryList"/>.</summary>
    public bool TryAdmit(Job job)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isSealed, typeof(JobsManager));

            // Before the slot is taken: it is the host's clock.
            var now = _time.GetUtcNow();
            if (!_queue.TryTakeSlot())
            {
                return false;
            }

            AdmitLocked(job, now);
            return true;
        }
    }

    /// <summary>Admits a job, at once or to wait in line.</summary>
    /// <returns>Whether it may start at once. If not, it is listed.</returns>
    /// <exception cref="JobQueueFullException">The line is full.</exception>
    public bool Admit(Job job)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isSealed, typeof(JobsManager));
            var now = _time.GetUtcNow();
            var hasSlot = _queue.TryTakeSlot();
            if (!hasSlot)
            {
                _queue.CheckRoom();
            }

            AdmitLocked(job, now);
            if (!hasSlot)
            {
                _queue.Add(job);
                ListLocked(job);
            }

            return hasSlot;
        }
    }

    /// <summary>Lists a job that was admitted and runs.</summary>
    /// <returns>False if it comes too late, after <see cref="Seal"/>.</returns>
    public bool TryList(Job job)
    {
        lock (_gate)
        {
            if (!_isSealed)
            {
                ListLocked(job);
            }

            return !_isSealed;
        }
    }

    /// <summary>Lists no job any more.</summary>
    /// <returns>All jobs, in order of creation.</returns>
    public IReadOnlyList<Job> Seal()
    {
        lock (_gate)
        {
            _isSealed = true;
            return InOrder;
        }
    }

    /// <summary>Changes a job's state, and tells those who watch it.</summary>
    /// <returns>Whether the job has finished by this very change.</returns>
    public bool Change(Job job, Func<JobLifecycle, JobLifecycle> transition)
    {
        lock (_gate)
        {
            var before = job.Lifecycle.State;
            job.Lifecycle = transition(job.Lifecycle);
            if (before == job.Lifecycle.State)
            {
                return false;
            }

            if (_jobs.ContainsKey(job.Id))
            {
                TellLocked(job, before);
            }

            return job.Lifecycle.State == JobState.Finished;
        }
    }

    /// <summary>A job has finished, or could not be started: it leaves the line or its slot.</summary>
    /// <returns>What is to be done now. All of it must be.</returns>
    public Departure Leave(Job job)
    {
        lock (_gate)
        {
            var next = _queue.Leave(job);

            // Not there: it never ran, or was removed in this instant.
            if (_jobs.ContainsKey(job.Id))
            {
                _finished.Add(job);
            }

            return EvictLocked(isTimer: false) with { Next = next };
        }
    }

    /// <summary>Lets go of what evicted jobs have, and sets the timer for the next.</summary>
    public void CleanUp(Departure departure)
    {
        if (departure.NextDue is { } due)
        {
            _eviction.Change(
                due < ShortestPause ? ShortestPause : due > CallRules.LongestWait ? CallRules.LongestWait : due, Timeout.InfiniteTimeSpan);
        }

        foreach (var job in departure.Evicted)
        {
            Forget(job, isEvicted: true);
        }
    }

    /// <summary>Forgets a finished job.</summary>
    /// <exception cref="JobNotFoundException">There is no such job (any more).</exception>
    /// <exception cref="InvalidJobStateException">It has not finished.</exception>
    public void Remove(Guid jobId)
    {
        Job job;
        lock (_gate)
        {
            job = Get(jobId);
            if (job.Lifecycle.State is var state && state != JobState.Finished)
            {
                throw new InvalidJobStateException($"Job {jobId} has not finished, so it can't be removed: stop it or wait for it first.", jobId, state);
            }

            _finished.Remove(jobId);
            _jobs.TryRemove(jobId, out _);
        }

        Forget(job, isEvicted: false);
    }

    /// <summary>Adds a watcher, which is told first of all jobs that there are, in order of creation.</summary>
    public JobWatcher Watch(JobFilter? filter)
    {
        var watcher = new JobWatcher(filter);
        lock (_gate)
        {
            var jobs = InOrder;
            foreach (var job in jobs)
            {
                watcher.Tell(job.Status, jobs.Count);
            }

            _watchers.Add(watcher);
            if (_isClosed)
            {
                watcher.Complete();
            }
        }

        return watcher;
    }

    public void Unwatch(JobWatcher watcher)
    {
        lock (_gate)
        {
            _watchers.Remove(watcher);
        }
    }

    /// <summary>All jobs have finished, and no other will come: watchers end once they have seen it.</summary>
    public void Dispose()
    {
        _eviction.Dispose();
        lock (_gate)
        {
            _isClosed = true;
            _watchers.ForEach(watcher => watcher.Complete());
        }

        foreach (var job in InOrder)
        {
            job.Output.Abandon();
        }
    }

    private void AdmitLocked(Job job, DateTimeOffset now)
    {
        job.Number = ++_lastNumber;
        job.Lifecycle = JobLifecycle.Create(now);
    }

    private void ListLocked(Job job)
    {
        _jobs.TryAdd(job.Id, job);
        TellLocked(job, before: null);
    }

    private void TellLocked(Job job, JobState? before)
    {
        JobsMeter.Count(before, job.Lifecycle.State, job.Lifecycle.Outcome);
        if (_watchers.Count == 0)
        {
            return;
        }

        var (status, jobCount) = (job.Status, _jobs.Count);
        foreach (var watcher in _watchers)
        {
            watcher.Tell(status, jobCount);
        }
    }

    private void Evict()
    {
        Departure departure;
        lock (_gate)
        {
            departure = EvictLocked(isTimer: true);
        }

        CleanUp(departure);
    }

    // One timer for all, which is set for the oldest by whoever finds it idle: no two set it at once.
    private Departure EvictLocked(bool isTimer)
    {
        var evicted = _finished.TakeOverdue();
        foreach (var job in evicted)
        {
            _jobs.TryRemove(job.Id, out _);
        }

        var nextDue = isTimer || !_isEvictionDue ? _finished.NextDue : null;
        _isEvictionDue = _isEvictionDue && !isTimer ? _isEvictionDue : nextDue is not null;
        return new Departure(Next: null, evicted, nextDue);
    }

    private void Forget(Job job, bool isEvicted)
    {
        job.Output.Abandon();
        _log.Forgotten(job.Id, isEvicted);
    }
}
