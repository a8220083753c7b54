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
}
