namespace JobRunner;

/// <summary>The base of all exceptions that are JobRunner's own.</summary>
public abstract class JobRunnerException : Exception
{
    /// <summary>For an exception that another package of JobRunner's adds.</summary>
    /// <param name="message">What is wrong, and where possible what to do about it.</param>
    /// <param name="innerException">What caused it; null: nothing else.</param>
    protected JobRunnerException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
