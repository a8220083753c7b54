using System.Net;
using System.Net.Sockets;

namespace JobRunner.Conformance.Tests.Support;

/// <summary>Stands between a client and its server, and does to connections what networks do.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private const int BufferSize = 16 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Any, port: 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly List<ProxiedConnection> _open = [];
    private readonly List<Task> _tasks = [];
    private readonly Gate _admission = new();

    /// <param name="port">Where the server is.</param>
    /// <param name="answerBytes">How many bytes of answers the n-th connection, from 1, passes on before it is cut; null: any number.</param>
    public CuttingProxy(int port, Func<int, long?>? answerBytes = null)
    {
        TargetPort = port;
        _listener.Start();
        _tasks.Add(AcceptAsync(answerBytes ?? (_ => null)));
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Address => new($"https://localhost:{Port}");

    /// <summary>Where new connections go.</summary>
    public int TargetPort { get; set; }

    /// <summary>How many connections there were.</summary>
    public int Count { get; private set; }

    /// <summary>How many of these have been cut.</summary>
    public int CutCount { get; private set; }

    /// <summary>Ends every connection at once.</summary>
    public void CutAll()
    {
        ProxiedConnection[] open;
        lock (_gate)
        {
            open = [.. _open];
            CutCount += open.Length;
            _open.Clear();
        }

        foreach (var connection in open)
        {
            connection.Cut();
        }
    }

    /// <summary>Lets new connections wait.</summary>
    public void CloseDoor() => _admission.Close();

    public void OpenDoor() => _admission.Open();

    /// <summary>Passes on what clients say, and nothing of what the server answers, on connections that there are now and for good.</summary>
    public void HoldAnswers()
    {
        lock (_gate)
        {
            _open.ForEach(connection => connection.HoldAnswers());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        _admission.Open();
        CutAll();
        await Task.WhenAll(_tasks);
        _end.Dispose();
    }

    private async Task AcceptAsync(Func<int, long?> answerBytes)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(_end.Token);
                await _admission.PassAsync(_end.Token);
                Count++;
                lock (_gate)
                {
                    _tasks.Add(ServeAsync(client, answerBytes(Count)));
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return; // It is over.
            }
        }
    }

    private async Task ServeAsync(Socket client, long? answerBytes)
    {
        var connection = new ProxiedConnection(client, TargetPort);
        lock (_gate)
        {
            _open.Add(connection);
        }

        using var _ = connection;
        var wasCut = await connection.RunAsync(answerBytes, BufferSize);
        lock (_gate)
        {
            CutCount += wasCut && _open.Contains(connection) ? 1 : 0;
            _open.Remove(connection);
        }
    }
}
