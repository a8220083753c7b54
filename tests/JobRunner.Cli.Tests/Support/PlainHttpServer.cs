using System.Net;
using System.Net.Sockets;
using JobRunner.Tests.Support;

namespace JobRunner.Cli.Tests.Support;

/// <summary>A server that speaks HTTP, and nothing of TLS.</summary>
internal sealed class PlainHttpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly Task _serving;

    public PlainHttpServer()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _serving.Within("the plain server ends");
        _listener.Dispose();
        _over.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_over.Token);
                var stream = client.GetStream();
                _ = await stream.ReadAsync(new byte[4096], _over.Token);
                await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), _over.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }
}
