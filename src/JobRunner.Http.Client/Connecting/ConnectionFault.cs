using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;

namespace JobRunner.Http.Client.Connecting;

/// <summary>What a failed try means.</summary>
/// <param name="Kind">Whether another one may help.</param>
/// <param name="Cause">What happened, in plain words, as a sentence.</param>
internal sealed record ConnectionFault(FaultKind Kind, string Cause)
{
    private const string NoTls = "It does not speak TLS there: check the port, and that it serves HTTPS.";

    // What .NET says of bytes that are no TLS; there is no code for it.
    private const string FrameFault = "frame";

    /// <summary>Whether nothing of the request can have arrived.</summary>
    public bool IsBeforeRequest => Kind is FaultKind.Unreachable or FaultKind.Handshake;

    /// <returns>Null: it is no fault of a connection's.</returns>
    public static ConnectionFault? Of(Exception exception) => exception switch
    {
        HttpRequestException e => OfRequest(e),
        ServerUnavailableException => new(FaultKind.Unavailable, exception.Message),
        JsonException => new(FaultKind.ForGood, "What it answers is not what a JobRunner server does: check the address, and that both ends' versions go together."),

        // What the handler says when no connection was made in time.
        OperationCanceledException { InnerException: TimeoutException } => new(FaultKind.Unreachable, "It does not answer: check the address, and whether a firewall is in between."),
        TimeoutException => new(FaultKind.Broken, exception.Message),
        IOException => new(FaultKind.Broken, "The connection broke off."),
        _ => null,
    };

    private static ConnectionFault OfRequest(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => new(FaultKind.Unreachable, "There is no machine of this name: check the address."),
        HttpRequestError.ConnectionError => new(FaultKind.Unreachable, OfSocket(e.InnerException as SocketException)),
        HttpRequestError.SecureConnectionError => OfHandshake(e.InnerException),
        HttpRequestError.VersionNegotiationError or HttpRequestError.ProxyTunnelError => new(FaultKind.ForGood, $"{e.Message}"),
        _ => new(FaultKind.Broken, "The connection broke off."),
    };

    private static string OfSocket(SocketException? e) => e?.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "Nothing listens there: check that the server runs, and its port.",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "There is no machine of this name: check the address.",
        SocketError.TimedOut => "It does not answer: check the address, and whether a firewall is in between.",
        _ => $"No connection can be made, {e?.Message ?? "for an unknown reason"}: check the address and the network.",
    };

    private static ConnectionFault OfHandshake(Exception? e) => e switch
    {
        UntrustedServerException => new(FaultKind.ForGood, e.Message),
        AuthenticationException when e.Message.Contains(FrameFault, StringComparison.OrdinalIgnoreCase) => new(FaultKind.ForGood, NoTls),
        AuthenticationException => new(FaultKind.Rejected, $"It refuses TLS with this client, {(e.InnerException ?? e).Message.TrimEnd('.')}."),
        IOException when e.Message.Contains(FrameFault, StringComparison.OrdinalIgnoreCase) => new(FaultKind.ForGood, NoTls),
        _ => new(FaultKind.Handshake, "It hangs up during the TLS handshake."),
    };
}
