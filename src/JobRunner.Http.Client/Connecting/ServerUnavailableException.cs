namespace JobRunner.Http.Client.Connecting;

/// <summary>A server, or what stands before it, answered that it can't answer now.</summary>
#pragma warning disable CA1032, CA1064 // It never leaves this package but as an inner exception.
internal sealed class ServerUnavailableException(string message) : Exception(message);
#pragma warning restore CA1032, CA1064
