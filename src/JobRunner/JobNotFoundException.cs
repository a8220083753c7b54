namespace JobRunner;

/// <summary>There is no job of this id: it was never started here, or has been removed.</summary>
public sealed class JobNotFoundException : JobRunnerException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="jobId">See <see cref="JobId"/>.</param>
    public JobNotFoundException(Guid jobId)
        : base($"There is no job {jobId}: it was never started here, or it has been removed.") =>
        JobId = jobId;

    /// <summary>The id that was asked for.</summary>
    public Guid JobId { get; }
}
