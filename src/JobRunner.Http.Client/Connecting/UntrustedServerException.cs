using System.Security.Authentication;

namespace JobRunner.Http.Client.Connecting;

/// <summary>A server's certificate is not to be trusted. The message says why and what to do.</summary>
#pragma warning disable CA1032, CA1064 // It never leaves this package but as an inner exception.
internal sealed class UntrustedServerException(string message) : AuthenticationException(message);
#pragma warning restore CA1032, CA1064
