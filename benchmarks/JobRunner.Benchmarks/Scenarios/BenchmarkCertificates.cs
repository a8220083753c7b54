using System.Security.Cryptography.X509Certificates;
using JobRunner.Samples.WebHost;

namespace JobRunner.Benchmarks.Scenarios;

/// <summary>A CA, a server's certificate and a client's, in a folder that goes with them.</summary>
internal sealed class BenchmarkCertificates : IDisposable
{
    public const string ClientName = "benchmark";

    private readonly string _folder = Directory.CreateTempSubdirectory("jobrunner-benchmark-").FullName;

    public BenchmarkCertificates()
    {
        var (from, until) = (DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddHours(1));
        using var authority = CertificateAuthority.Create(new("benchmark CA", from, until));
        File.WriteAllText(Authority, authority.Certificate.ExportCertificatePem());
        Write(authority, new("localhost", from, until) { Usages = [CertificateSpec.ServerAuthentication], DnsNames = ["localhost"] }, Server, ServerKey);
        Write(authority, new(ClientName, from, until) { Usages = [CertificateSpec.ClientAuthentication] }, Client, ClientKey);
    }

    public string Authority => Path.Combine(_folder, "ca.pem");

    public string Server => Path.Combine(_folder, "server.pem");

    public string ServerKey => Path.Combine(_folder, "server.key");

    public string Client => Path.Combine(_folder, "client.pem");

    public string ClientKey => Path.Combine(_folder, "client.key");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Write(CertificateAuthority authority, CertificateSpec spec, string file, string keyFile)
    {
        using var certificate = authority.Issue(spec);
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(file, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
    }
}
