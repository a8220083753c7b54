namespace JobRunner;

/// <summary>Where a job is in its life. States only move forward.</summary>
/// <remarks>None is added within a major version: older clients couldn't read it.</remarks>
public enum JobState
{
    /// <summary>Created; its process has not been started.</summary>
    Queued,

    /// <summary>Its process runs, or has exited and its output is being read to the end.</summary>
    Running,

    /// <summary>It was asked to end, and has not ended yet.</summary>
    Stopping,

    /// <summary>It has ended and its output is final.</summary>
    Finished,
}
