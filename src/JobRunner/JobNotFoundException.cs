namespace JobRunner;

/// <summary>There is no job of this id: it was never started here, has been removed, or is no longer kept.</summary>
public sealed class JobNotFoundException : JobRunnerException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="jobId">See <see cref="JobId"/>.</param>
    public JobNotFoundException(Guid jobId)
        : base(
            $"There is no job {jobId}: it was never started here, has been removed, or ended too long ago to be kept "
            + $"({nameof(JobsManagerOptions)}.{nameof(JobsManagerOptions.FinishedJobRetention)}, {nameof(JobsManagerOptions.MaxFinishedJobs)}).") =>
        JobId = jobId;

    /// <summary>The id that was asked for.</summary>
    public Guid JobId { get; }
}
