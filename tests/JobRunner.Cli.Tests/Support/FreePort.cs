using System.Net;
using System.Net.Sockets;

namespace JobRunner.Cli.Tests.Support;

/// <summary>A port on which nothing listens.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
