namespace JobRunner;

/// <summary>How a job ended: the first reason that was seen.</summary>
public enum JobOutcome
{
    /// <summary>The process exited by itself, with any exit code.</summary>
    Exited,

    /// <summary>A signal that JobRunner did not send ended the process.</summary>
    Signaled,

    /// <summary>It was stopped.</summary>
    Stopped,

    /// <summary>It ran longer than it was allowed to and was stopped.</summary>
    TimedOut,

    /// <summary>Its process could not be started any more when its turn came.</summary>
    FailedToStart,
}
