namespace JobRunner;

/// <summary>The job is not in a state in which this can be done.</summary>
public sealed class InvalidJobStateException : JobRunnerException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What can't be done, and what to do first.</param>
    /// <param name="jobId">See <see cref="JobId"/>.</param>
    /// <param name="state">See <see cref="State"/>.</param>
    public InvalidJobStateException(string message, Guid jobId, JobState state)
        : base(message)
    {
        JobId = jobId;
        State = state;
    }

    /// <summary>The job.</summary>
    public Guid JobId { get; }

    /// <summary>The state that the job was in.</summary>
    public JobState State { get; }
}
