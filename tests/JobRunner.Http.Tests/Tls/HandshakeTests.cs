using JobRunner.Http.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Tls;

/// <summary>Which certificates reach a handler. All name a client that may do everything.</summary>
public sealed class HandshakeTests
{
    private static readonly Uri Jobs = new("/jobs", UriKind.Relative);

    [Test]
    public async Task A_good_certificate_does()
    {
        await using var server = await JobsServer.StartAsync();
        using var answer = await server.Alice.GetAsync(Jobs);
        await answer.JsonAsync();
        Assert.That(server.Log.Requests, Is.Not.Empty);
    }

    [Test]
    public async Task One_whose_intermediate_is_sent_along_does()
    {
        await using var server = await JobsServer.StartAsync();
        var certificate = server.Certificates.Intermediate.Issue(TestCertificates.ClientSpec("alice"));
        using var client = server.ClientWith(certificate, server.Certificates.Intermediate.Certificate);
        using var answer = await client.GetAsync(Jobs);
        await answer.JsonAsync();
    }

    [Test]
    public async Task Any_other_ends_in_the_handshake([Values] BadCertificate kind, [Values] bool tls12)
    {
        await using var server = await JobsServer.StartAsync(setup => setup.Tls = tls => tls.AllowTls12 = tls12);
        var (certificate, intermediates) = server.Certificates.Make(kind);
        using var client = tls12 ? server.OldClientWith(certificate, intermediates) : server.ClientWith(certificate, intermediates);
        await Assert.ThatAsync(() => client.GetAsync(Jobs), Throws.InstanceOf<HttpRequestException>());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(server.Log.Requests, Is.Empty);
            Assert.That(server.Log.Audit, Is.Empty);
            Assert.That(server.Log.Errors, Is.Empty);
        }
    }
}
