namespace JobRunner;

/// <summary>
/// A watcher fell so far behind that jobs were forgotten by the ten thousands before it had seen how they ended. To go on would hide
/// that: watch again, and take what comes first as the new state of things.
/// </summary>
public sealed class WatchOverrunException : JobRunnerException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened.</param>
    public WatchOverrunException(string message)
        : base(message)
    {
    }
}
