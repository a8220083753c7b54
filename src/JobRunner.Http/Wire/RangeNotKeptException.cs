namespace JobRunner.Http.Wire;

/// <summary>A range was asked for that there isn't, or isn't any more.</summary>
#pragma warning disable CA1032, CA1064 // It never leaves this package.
internal sealed class RangeNotKeptException(string message) : Exception(message);
#pragma warning restore CA1032, CA1064
