using System.Net;
using System.Net.Sockets;

namespace JobRunner.Conformance.Tests.Support;

/// <summary>One connection through a <see cref="CuttingProxy"/>.</summary>
internal sealed class ProxiedConnection(Socket client, int port) : IDisposable
{
    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _end = new();
    private readonly Gate _answers = new();

    public void Cut() => _end.Cancel();

    public void HoldAnswers() => _answers.Close();

    /// <returns>Whether it was cut, rather than closed by one of both.</returns>
    public async Task<bool> RunAsync(long? answerBytes, int bufferSize)
    {
        Task<bool>[] ways = [];
        try
        {
            await _server.ConnectAsync(IPAddress.Loopback, port, _end.Token);
            ways = [PassAsync(bufferSize), PassAnswersAsync(answerBytes, bufferSize)];
            return await await Task.WhenAny(ways) || _end.IsCancellationRequested;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return _end.IsCancellationRequested;
        }
        finally
        {
            await _end.CancelAsync();
            await ((Task)Task.WhenAll(ways)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var socket in new[] { client, _server })
            {
                // At once, with what is on its way lost, as a broken network does it.
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                socket.Close();
            }
        }
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
        _end.Dispose();
    }

    private async Task<bool> PassAsync(int bufferSize)
    {
        var buffer = new byte[bufferSize];
        while (await client.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
        {
            await _server.SendAsync(buffer.AsMemory(0, count), _end.Token);
        }

        return false;
    }

    private async Task<bool> PassAnswersAsync(long? most, int bufferSize)
    {
        var left = most ?? long.MaxValue;
        var buffer = new byte[bufferSize];
        while (await _server.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
        {
            await _answers.PassAsync(_end.Token);
            var passed = (int)Math.Min(count, left);
            await client.SendAsync(buffer.AsMemory(0, passed), _end.Token);
            left -= passed;
            if (left == 0)
            {
                return true;
            }
        }

        return false;
    }
}
