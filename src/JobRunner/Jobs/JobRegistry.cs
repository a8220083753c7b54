using System.Collections.Concurrent;

namespace JobRunner.Jobs;

/// <summary>All jobs that can be asked for.</summary>
internal sealed class JobRegistry
{
    private readonly ConcurrentDictionary<Guid, Job> _jobs = new();

    /// <summary>All jobs, in order of creation.</summary>
    public IReadOnlyList<Job> InOrder => [.. _jobs.Values.OrderBy(job => job.Number)];

    public void Add(Job job) => _jobs[job.Id] = job;

    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    public Job Get(Guid jobId) => _jobs.TryGetValue(jobId, out var job) ? job : throw new JobNotFoundException(jobId);

    /// <exception cref="JobNotFoundException">There is no such job (any more).</exception>
    public Job Remove(Guid jobId) => _jobs.TryRemove(jobId, out var job) ? job : throw new JobNotFoundException(jobId);
}
