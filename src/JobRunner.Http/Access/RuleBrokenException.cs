namespace JobRunner.Http.Access;

/// <summary>A rule of the server's forbids what the caller asks for.</summary>
/// <param name="rule">The rule's name.</param>
/// <param name="message">What it says.</param>
/// <param name="status">The HTTP status.</param>
#pragma warning disable CA1032, CA1064 // It never leaves this package.
internal sealed class RuleBrokenException(string rule, string message, int status) : Exception(message)
#pragma warning restore CA1032, CA1064
{
    public string Rule { get; } = rule;

    public int Status { get; } = status;
}
