using JobRunner.Http.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Tls;

/// <summary>That other programs come in with a good certificate, so that it means something when they don't with others.</summary>
public sealed class ToolTests
{
    private JobsServer _server = null!;

    [OneTimeSetUp]
    public async Task Start() => _server = await JobsServer.StartAsync(setup => setup.Tls = tls => tls.AllowTls12 = true);

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task Curl_does([Values("1.2", "1.3")] string tls) =>
        Assert.That(await Tool.CurlAsync(_server, (_server.Certificates.Client("alice"), []), tls), Does.StartWith("{\"jobs\":[]").And.EndsWith("200"));

    [Test]
    public async Task Openssl_does([Values("1.2", "1.3")] string tls) =>
        Assert.That(await Tool.OpenSslAsync(_server, (_server.Certificates.Client("alice"), []), tls), Does.Contain("HTTP/1.1 200").And.Contain("{\"jobs\":[]"));

    [Test]
    public async Task Both_do_with_an_intermediate()
    {
        var issuer = _server.Certificates.Intermediate;
        var certificate = issuer.Issue(TestCertificates.ClientSpec("alice"));
        Assert.That(await Tool.CurlAsync(_server, (certificate, [issuer.Certificate])), Does.EndWith("200"));
        Assert.That(await Tool.OpenSslAsync(_server, (certificate, [issuer.Certificate])), Does.Contain("HTTP/1.1 200"));
    }
}
