using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using JobRunner.Http.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Tls;

/// <summary>A host may listen elsewhere too, for other purposes and with other ideas of whom to believe.</summary>
public sealed class OtherEndpointTests
{
    [Test]
    public async Task Whom_another_endpoint_let_in_is_nobody()
    {
        using var others = new TestCertificates();
        await using var server = await JobsServer.StartAsync(setup => setup.Kestrel = kestrel => kestrel.Listen(IPAddress.Loopback, port: 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = others.Server;
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.AllowAnyClientCertificate();
        })));
        var port = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        using var handler = new SocketsHttpHandler { SslOptions = ShowingAs(others.Client("operator"), others.Authority), UseProxy = false };
        using var client = new HttpClient(handler);
        using var answer = await client.GetAsync(new Uri($"https://localhost:{port}/jobs"));
        await answer.ProblemAsync(HttpStatusCode.Unauthorized, "not-authenticated");
    }

    // As a host does whose other endpoint is behind a proxy that ends TLS.
    [Test]
    public async Task Whom_a_header_names_is_nobody_either()
    {
        await using var server = await JobsServer.StartAsync(setup =>
        {
            setup.Services = services => services.AddCertificateForwarding(static _ => { });
            setup.Map += static app => app.UseCertificateForwarding().UseAuthentication().UseAuthorization();
        });
        using var named = server.Certificates.Client("operator");
        using var request = Call.Request(HttpMethod.Get, "/");
        request.Headers.Add("X-Client-Cert", Convert.ToBase64String(named.RawData));
        using var answer = await server.Alice.SendAsync(request);
        Assert.That((string?)(await answer.JsonAsync())["client"], Is.EqualTo("alice"));
    }

    private static SslClientAuthenticationOptions ShowingAs(X509Certificate2 certificate, X509Certificate2 authority)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(authority);
        return new() { CertificateChainPolicy = trust, ClientCertificateContext = SslStreamCertificateContext.Create(certificate, [], offline: true) };
    }
}
