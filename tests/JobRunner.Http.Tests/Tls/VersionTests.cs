using System.Net;
using System.Net.Sockets;
using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Tls;

public sealed class VersionTests
{
    private const byte Alert = 21;
    private const byte Handshake = 22;
    private const byte ProtocolVersion = 70;

    [Test]
    public async Task Tls_1_2_does_where_it_is_allowed()
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Tls = tls => tls.AllowTls12 = true);
        using var client = server.OldClientWith(server.Certificates.Client("alice"));
        await client.GetJsonAsync("/jobs");
    }

    [Test]
    public async Task Tls_1_2_does_not_otherwise()
    {
        await using var server = await JobsServer.StartAsync();
        using var client = server.OldClientWith(server.Certificates.Client("alice"));
        await Assert.ThatAsync(() => client.GetJsonAsync("/jobs"), Throws.InstanceOf<HttpRequestException>());
        Assert.That(server.Log.Requests, Is.Empty);
    }

    // By hand, because today's libraries don't even ask. That the greeting is right shows where 1.2 is allowed.
    [TestCase(1, false, ExpectedResult = Alert)]
    [TestCase(1, true, ExpectedResult = Alert)]
    [TestCase(2, false, ExpectedResult = Alert)]
    [TestCase(2, true, ExpectedResult = Alert)]
    [TestCase(3, false, ExpectedResult = Alert)]
    [TestCase(3, true, ExpectedResult = Handshake)]
    public async Task<byte> What_comes_before_is_turned_away(byte minor, bool tls12)
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Tls = tls => tls.AllowTls12 = tls12);
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, server.Address.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Greeting(minor));
        var answer = new byte[7];
        await stream.ReadExactlyAsync(answer).AsTask().Within("the server answers");
        Assert.That(answer[0] == Handshake || answer[6] == ProtocolVersion, Is.True, Convert.ToHexString(answer));
        return answer[0];
    }

    // A ClientHello of RFC 4346 with two of the cipher suites of RFC 4492, and one of RFC 5289 for 1.2.
    private static byte[] Greeting(byte minor)
    {
        byte[] extensions = [0, 10, 0, 4, 0, 2, 0, 23, 0, 11, 0, 2, 1, 0, 0, 13, 0, 4, 0, 2, 4, 3];
        byte[] body =
            [3, minor, .. new byte[32], 0, 0, 6, 0xC0, 0x09, 0xC0, 0x0A, 0xC0, 0x2B, 1, 0, 0, (byte)extensions.Length, .. extensions];
        return [Handshake, 3, 1, 0, (byte)(body.Length + 4), 1, 0, 0, (byte)body.Length, .. body];
    }
}
