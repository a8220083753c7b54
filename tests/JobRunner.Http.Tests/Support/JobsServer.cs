using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using JobRunner.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobRunner.Http.Tests.Support;

/// <summary>A real Kestrel on a free port, with jobs under mutual TLS. <c>alice</c> and <c>bob</c> may do all with their own jobs, <c>operator</c> with everybody's,
/// <c>reader</c> may look and nothing else.</summary>
internal sealed class JobsServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<IDisposable> _clients = [];
    private readonly Dictionary<string, HttpClient> _byName = [];

    private JobsServer(WebApplication app, TestCertificates certificates, TestSettings settings, LogEvents log)
    {
        _app = app;
        Certificates = certificates;
        Settings = settings;
        Log = log;
        Address = new Uri($"https://localhost:{new Uri(app.Urls.Last()).Port}");
    }

    public Uri Address { get; }

    public TestCertificates Certificates { get; }

    public TestSettings Settings { get; }

    public LogEvents Log { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>The same jobs, without HTTP.</summary>
    public IJobsManager Jobs => Services.GetRequiredService<IJobsManager>();

    public HttpClient Alice => ClientFor("alice");

    public HttpClient Bob => ClientFor("bob");

    public HttpClient Operator => ClientFor("operator");

    public static async Task<JobsServer> StartAsync(Action<ServerSetup>? configure = null)
    {
        var setup = new ServerSetup();
        configure?.Invoke(setup);
        var (certificates, settings, log) = (new TestCertificates(), new TestSettings(), new LogEvents());
        var app = Build(setup, certificates, settings, log);
        try
        {
            setup.Map(app);
            await app.StartAsync();
            return new JobsServer(app, certificates, settings, log);
        }
        catch
        {
            await app.DisposeAsync();
            certificates.Dispose();
            throw;
        }
    }

    /// <summary>A client with a good certificate of this name; the same one each time.</summary>
    public HttpClient ClientFor(string name)
    {
        lock (_byName)
        {
            return _byName.TryGetValue(name, out var client) ? client : _byName[name] = ClientWith(Certificates.Client(name));
        }
    }

    /// <summary>A client with this certificate, or none.</summary>
    public HttpClient ClientWith(X509Certificate2? certificate, params X509Certificate2[] intermediates) => NewClient(TlsOptions(certificate, intermediates));

    /// <summary>One that speaks TLS 1.2 and nothing newer.</summary>
    public HttpClient OldClientWith(X509Certificate2? certificate, params X509Certificate2[] intermediates)
    {
        var tls = TlsOptions(certificate, intermediates);
#pragma warning disable CA5398 // The old version is what is tested.
        tls.EnabledSslProtocols = SslProtocols.Tls12;
#pragma warning restore CA5398
        return NewClient(tls);
    }

    /// <summary>How this server is to be talked to with this certificate, or none.</summary>
    public SslClientAuthenticationOptions TlsOptions(X509Certificate2? certificate, params X509Certificate2[] intermediates)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(Certificates.Authority);
        return new SslClientAuthenticationOptions
        {
            TargetHost = Address.Host,
            CertificateChainPolicy = trust,
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, [.. intermediates], offline: true),
        };
    }

    /// <summary>A connection on which a test can send what no decent client would.</summary>
    public async Task<RawConnection> ConnectAsync(X509Certificate2? certificate, params SslApplicationProtocol[] protocols)
    {
        var tls = TlsOptions(certificate);
        tls.ApplicationProtocols = [.. protocols];
        return await RawConnection.OpenAsync(Address.Port, tls);
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _app.StopAsync().Within("the server stops");
        await _app.DisposeAsync();
        Certificates.Dispose();
    }

    private HttpClient NewClient(SslClientAuthenticationOptions tls)
    {
        var handler = new SocketsHttpHandler { SslOptions = tls, UseProxy = false };
        var client = new HttpClient(handler) { BaseAddress = Address };
        lock (_byName)
        {
            _clients.Add(client);
        }

        return client;
    }

    private static WebApplication Build(ServerSetup setup, TestCertificates certificates, TestSettings settings, LogEvents log)
    {
        // Not the folder of the tests: the settings of the sample are there. And no watch on it: systems give out few of them.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = Path.GetDirectoryName(certificates.AuthorityFile),
            EnvironmentName = "Production",
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        ((IConfigurationBuilder)builder.Configuration).Add(settings);
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(setup.LogLevel);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            setup.Kestrel(kestrel);
            kestrel.Listen(IPAddress.Loopback, port: 0, listen => listen.UseMutualTls(tls =>
            {
                tls.CertificateFile = certificates.ServerFile;
                tls.KeyFile = certificates.ServerKeyFile;
                tls.ClientAuthorityFile = certificates.AuthorityFile;
                tls.RefusedSerialsFile = certificates.RefusedSerialsFile;
                setup.Tls(tls);
            }));
        });
        builder.Services.AddSingleton(setup.Time);
        builder.Services.AddJobsManager(setup.Manager);
        builder.Services.AddJobsHttp(builder.Configuration.GetSection(TestSettings.Section)).AddJobsHttp(setup.Http);
        setup.Services(builder.Services);
        return builder.Build();
    }
}
