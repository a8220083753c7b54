using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using JobRunner.Tests.Support;

namespace JobRunner.Http.Tests.Support;

/// <summary>A connection under TLS, for bytes that an HTTP client wouldn't send.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private readonly TcpClient _socket;

    private RawConnection(TcpClient socket, SslStream stream)
    {
        _socket = socket;
        Stream = stream;
    }

    public SslStream Stream { get; }

    /// <summary>How many bytes have come that nobody has read.</summary>
    public int Available => _socket.Available;

    public static async Task<RawConnection> OpenAsync(int port, SslClientAuthenticationOptions options)
    {
        var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            var connection = new RawConnection(socket, new SslStream(socket.GetStream()));
            await connection.Stream.AuthenticateAsClientAsync(options).Within("the handshake ends");
            return connection;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends as much of it as the server takes.</summary>
    public async Task SendAsync(string text)
    {
        try
        {
            await Stream.WriteAsync(Encoding.Latin1.GetBytes(text));
        }
        catch (IOException)
        {
            // A server that has read enough answers and closes: what it answered shows why.
        }
    }

    /// <summary>Reads until the server closes. A server that tires of a client may do so without a farewell.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var answer = new MemoryStream();
        try
        {
            await Stream.CopyToAsync(answer).Within("the server closes the connection");
        }
        catch (IOException)
        {
            // What came before it counts.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    public async ValueTask DisposeAsync()
    {
        // Without TLS's own farewell, which would wait for a peer that doesn't read.
        _socket.Dispose();
        await Stream.DisposeAsync();
    }
}
