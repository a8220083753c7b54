using JobRunner.Http.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Tls;

/// <summary>Certificates that name a client that may do everything, and must reach no handler all the same.</summary>
[TestFixture(false)]
[TestFixture(true)]
public sealed class RefusedHandshakeTests(bool tls12)
{
    private JobsServer _server = null!;

    [OneTimeSetUp]
    public async Task Start() => _server = await JobsServer.StartAsync(setup => setup.Tls = tls => tls.AllowTls12 = tls12);

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task Any_other_certificate_ends_in_the_handshake([Values] BadCertificate kind)
    {
        var (certificate, intermediates) = _server.Certificates.Make(kind);
        using var client = tls12 ? _server.OldClientWith(certificate, intermediates) : _server.ClientWith(certificate, intermediates);
        await Assert.ThatAsync(() => client.GetAsync(new Uri(Call.Jobs, UriKind.Relative)), Throws.InstanceOf<HttpRequestException>());
        NothingReachedAHandler();
    }

    [Test]
    public async Task Also_where_curl_sends_it([Values] BadCertificate kind)
    {
        Assert.That(await Tool.CurlAsync(_server, _server.Certificates.Make(kind), Tls), Is.EqualTo("000"));
        NothingReachedAHandler();
    }

    [Test]
    public async Task Also_where_openssl_sends_it([Values] BadCertificate kind)
    {
        Assert.That(await Tool.OpenSslAsync(_server, _server.Certificates.Make(kind), Tls), Does.Not.Contain("HTTP/"));
        NothingReachedAHandler();
    }

    private string Tls => tls12 ? "1.2" : "1.3";

    private void NothingReachedAHandler()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_server.Log.Requests, Is.Empty);
            Assert.That(_server.Log.Audit, Is.Empty);
            Assert.That(_server.Log.Errors, Is.Empty);
        }
    }
}
