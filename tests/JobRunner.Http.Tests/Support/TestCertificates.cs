using System.Net;
using System.Security.Cryptography.X509Certificates;
using JobRunner.Samples.WebHost;
using JobRunner.Tests.Support;

namespace JobRunner.Http.Tests.Support;

/// <summary>A CA, a server's certificate and clients' of all kinds: new for each server, and gone with it.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CertificateAuthority _authority = CertificateAuthority.Create(new("JobRunner test CA", Past, Future));

    public TestCertificates()
    {
        File.WriteAllText(AuthorityFile, _authority.Certificate.ExportCertificatePem());
        File.WriteAllText(RefusedSerialsFile, "# None yet.\n");
        Intermediate = _authority.CreateIntermediate(new("JobRunner test intermediate", Past, Future));
        ReplaceServer();
    }

    public static DateTimeOffset Past { get; } = DateTimeOffset.UtcNow.AddYears(-1);

    public static DateTimeOffset Future { get; } = DateTimeOffset.UtcNow.AddYears(1);

    public string AuthorityFile => PathOf("ca.pem");

    public string ServerFile => PathOf("server.pem");

    public string ServerKeyFile => PathOf("server.key");

    public string RefusedSerialsFile => PathOf("refused.txt");

    public X509Certificate2 Authority => _authority.Certificate;

    public CertificateAuthority Intermediate { get; }

    /// <summary>The one that is in the server's files now.</summary>
    public X509Certificate2 Server { get; private set; } = null!;

    public string PathOf(string file) => Path.Combine(_folder.Path, file);

    /// <summary>What a client of this name is to have.</summary>
    public static CertificateSpec ClientSpec(string name) =>
        new(name, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30)) { Usages = [CertificateSpec.ClientAuthentication] };

    public X509Certificate2 Client(string name) => Issue(ClientSpec(name));

    public CertificateAuthority IntermediateUntil(DateTimeOffset end) => _authority.CreateIntermediate(new("JobRunner test intermediate", Past, end));

    public X509Certificate2 Issue(CertificateSpec spec) => _authority.Issue(spec);

    /// <summary>Puts another certificate into the server's files, the key first, as whoever renews it would.</summary>
    public void ReplaceServer()
    {
        Server = _authority.Issue(new("localhost", Past, Future)
        {
            Usages = [CertificateSpec.ServerAuthentication],
            DnsNames = ["localhost"],
            Addresses = [IPAddress.Loopback],
        });
        Write(Server, ServerFile, ServerKeyFile);
    }

    /// <summary>Writes a certificate and its key, for programs that take files.</summary>
    public (string File, string KeyFile) Write(X509Certificate2 certificate)
    {
        var files = (PathOf($"{certificate.SerialNumber}.pem"), PathOf($"{certificate.SerialNumber}.key"));
        Write(certificate, files.Item1, files.Item2);
        return files;
    }

    public void Refuse(X509Certificate2 certificate) => File.AppendAllText(RefusedSerialsFile, $"{certificate.SerialNumber} # lost\n");

    public void Dispose()
    {
        _authority.Dispose();
        Intermediate.Dispose();
        _folder.Dispose();
    }

    private static void Write(X509Certificate2 certificate, string file, string keyFile)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(file, certificate.ExportCertificatePem());
    }
}
