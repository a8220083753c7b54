namespace JobRunner.Http.Client;

/// <summary>The server knows who calls, or doesn't, and does not let it do this.</summary>
public sealed class JobsAccessDeniedException : JobRunnerException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What the server said.</param>
    /// <param name="rule">See <see cref="Rule"/>.</param>
    public JobsAccessDeniedException(string message, string? rule = null)
        : base(message) =>
        Rule = rule;

    /// <summary>The server's option that forbids it, <c>AllowedCommands</c> say; null: the caller lacks the permission for such calls altogether.</summary>
    public string? Rule { get; }
}
