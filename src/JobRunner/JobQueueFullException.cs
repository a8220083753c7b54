namespace JobRunner;

/// <summary>As many jobs wait as may. No job was left behind.</summary>
public sealed class JobQueueFullException : JobRunnerException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="maxQueuedJobs">See <see cref="MaxQueuedJobs"/>.</param>
    public JobQueueFullException(int maxQueuedJobs)
        : base(
            $"{maxQueuedJobs} jobs wait for their turn already, as many as {nameof(JobsManagerOptions)}.{nameof(JobsManagerOptions.MaxQueuedJobs)} allows: "
            + "try again when some have ended.") =>
        MaxQueuedJobs = maxQueuedJobs;

    /// <summary>How many jobs may wait.</summary>
    public int MaxQueuedJobs { get; }
}
