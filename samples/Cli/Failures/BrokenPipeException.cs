namespace JobRunner.Cli.Failures;

/// <summary>Nobody reads our output any more, as in <c>jobctl logs … | head</c>: a reason to end quietly.</summary>
internal sealed class BrokenPipeException() : IOException("Nobody reads the output any more.");
