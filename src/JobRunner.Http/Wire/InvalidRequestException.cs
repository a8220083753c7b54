namespace JobRunner.Http.Wire;

/// <summary>A request that can't be read, or makes no sense.</summary>
#pragma warning disable CA1032, CA1064 // It never leaves this package.
internal sealed class InvalidRequestException(string message, Exception? innerException = null) : Exception(message, innerException);
#pragma warning restore CA1032, CA1064
