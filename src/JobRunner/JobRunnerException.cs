namespace JobRunner;

/// <summary>The base of all exceptions that are JobRunner's own.</summary>
public abstract class JobRunnerException : Exception
{
    private protected JobRunnerException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
