namespace JobRunner.Http.Client;

/// <summary>
/// The server does not let this caller do this: it doesn't know it, the permission is missing, one of its rules forbids it, or the caller has as many jobs or
/// streams as it may.
/// </summary>
public sealed class JobsAccessDeniedException : JobRunnerException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What the server said.</param>
    /// <param name="rule">See <see cref="Rule"/>.</param>
    public JobsAccessDeniedException(string message, string? rule = null)
        : base(message) =>
        Rule = rule;

    /// <summary>
    /// The server's option that forbids it, <c>AllowedCommands</c> say; null: the caller lacks the permission for such calls altogether. With
    /// <c>MaxJobsPerClient</c> or <c>MaxFollowersPerClient</c> it may be tried again when some of the caller's have ended.
    /// </summary>
    public string? Rule { get; }
}
