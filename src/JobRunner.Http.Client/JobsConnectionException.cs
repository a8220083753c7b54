namespace JobRunner.Http.Client;

/// <summary>
/// The server could not be reached, could not be trusted, did not accept this client, is no JobRunner server, or was lost for good. The message names its address, the
/// cause and what to do. Whether a call arrived whose answer was lost is not known.
/// </summary>
public sealed class JobsConnectionException : JobRunnerException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What happened, in plain words, and what to do.</param>
    /// <param name="address">See <see cref="Address"/>.</param>
    /// <param name="innerException">What was seen of it.</param>
    public JobsConnectionException(string message, Uri address, Exception? innerException = null)
        : base(message, innerException) =>
        Address = address;

    /// <summary>The server's root.</summary>
    public Uri Address { get; }
}
