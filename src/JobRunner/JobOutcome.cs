namespace JobRunner;

/// <summary>How a job ended: the first reason that was seen.</summary>
/// <remarks>None is added within a major version: older clients couldn't read it.</remarks>
public enum JobOutcome
{
    /// <summary>The process exited by itself, with any exit code.</summary>
    Exited,

    /// <summary>
    /// A signal ended the process, and neither a stop nor a timeout was the reason: one from <see cref="IJobsManager.SignalAsync"/>, another process or the
    /// kernel.
    /// </summary>
    Signaled,

    /// <summary>It was stopped.</summary>
    Stopped,

    /// <summary>It ran longer than it was allowed to and was stopped.</summary>
    TimedOut,

    /// <summary>Its process could not be started any more when its turn came.</summary>
    FailedToStart,
}
