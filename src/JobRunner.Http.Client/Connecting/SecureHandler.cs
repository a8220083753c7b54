using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace JobRunner.Http.Client.Connecting;

/// <summary>Makes the handler that holds the connections.</summary>
internal static class SecureHandler
{
    private static readonly TimeSpan LeastPingDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KeepAliveTime = TimeSpan.FromSeconds(15);

    // A name may come to mean another machine.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(15);

    public static SocketsHttpHandler Create(JobsClientOptions options, ClientIdentity identity, ServerTrust trust) => new()
    {
        ConnectTimeout = options.ConnectTimeout,
        ConnectCallback = ConnectAsync,
        PooledConnectionLifetime = ConnectionLifetime,
        AllowAutoRedirect = false,
        UseCookies = false,

        // A server lets a hundred streams share a connection; there are followers that stay for days.
        EnableMultipleHttp2Connections = true,

        // A stream that is given up as silent shared its connection with others: by then it is known whether that is dead.
        KeepAlivePingDelay = PingDelayOf(options),
        KeepAlivePingTimeout = PingDelayOf(options),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        SslOptions = new SslClientAuthenticationOptions
        {
#pragma warning disable CA5398 // What a system allows by default may be older.
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
#pragma warning restore CA5398
            ClientCertificateContext = identity.Context,
            CertificateChainPolicy = trust.Policy,
            RemoteCertificateValidationCallback = trust.Check,
        },
    };

    private static TimeSpan PingDelayOf(JobsClientOptions options) => options.SilenceTimeout / 3 < LeastPingDelay ? LeastPingDelay : options.SilenceTimeout / 3;

    // As the handler itself does, but that the system looks after a connection on which nothing comes: over HTTP/1.1 there are no pings.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)KeepAliveTime.TotalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
