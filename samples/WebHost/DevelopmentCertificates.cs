using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace JobRunner.Samples.WebHost;

/// <summary>A CA, a server's certificate and two clients', in one folder: to try things out on one machine, and for nothing else.</summary>
internal sealed class DevelopmentCertificates(string folder)
{
    public string Folder => folder;

    public string Authority { get; } = Path.Combine(folder, "ca.pem");

    public string AuthorityKey { get; } = Path.Combine(folder, "ca.key");

    public string Server { get; } = Path.Combine(folder, "server.pem");

    public string ServerKey { get; } = Path.Combine(folder, "server.key");

    public string Client { get; } = Path.Combine(folder, "client.pem");

    public string ClientKey { get; } = Path.Combine(folder, "MyClient1.key");

    public string Operator { get; } = Path.Combine(folder, "operator.pem");

    public string OperatorKey { get; } = Path.Combine(folder, "operator.key");

    private string[] Leaves => [Server, Client, Operator];

    private string[] Files => [Authority, AuthorityKey, Server, ServerKey, Client, ClientKey, Operator, OperatorKey];

    /// <summary>Makes all of them anew if one is missing or has expired.</summary>
    /// <returns>Whether that was so.</returns>
    public bool MakeIfNeeded(DateTimeOffset now)
    {
        if (Files.All(File.Exists) && !Leaves.Any(file => HasExpired(file, now)))
        {
            return false;
        }

        Directory.CreateDirectory(folder);

        // All go before the first comes: what is interrupted here is a set with files missing, which the next start makes anew.
        Array.ForEach(Files, File.Delete);
        Make(now);
        return true;
    }

    private static bool HasExpired(string file, DateTimeOffset now)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(file);
        return certificate.NotAfter <= now.LocalDateTime;
    }

    private void Make(DateTimeOffset now)
    {
        // A little earlier: in a virtual machine or a container a client's clock may be behind.
        var from = now.AddMinutes(-5);
        var until = now.AddYears(1);
        using var authority = CertificateAuthority.Create(new("JobRunner sample CA", from, now.AddYears(10)));
        Write(authority.Certificate, Authority, AuthorityKey);

        var server = new CertificateSpec("localhost", from, until)
        {
            Usages = [CertificateSpec.ServerAuthentication],
            DnsNames = ["localhost"],
            Addresses = [IPAddress.Loopback, IPAddress.IPv6Loopback],
        };
        Issue(authority, server, Server, ServerKey);
        Issue(authority, ClientSpec("MyClient1"), Client, ClientKey);
        Issue(authority, ClientSpec("operator"), Operator, OperatorKey);

        CertificateSpec ClientSpec(string name) => new(name, from, until) { Usages = [CertificateSpec.ClientAuthentication] };
    }

    private static void Issue(CertificateAuthority authority, CertificateSpec spec, string file, string keyFile)
    {
        using var certificate = authority.Issue(spec);
        Write(certificate, file, keyFile);
    }

    private static void Write(X509Certificate2 certificate, string file, string keyFile)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        WritePrivate(keyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(file, certificate.ExportCertificatePem() + '\n');
    }

    private static void WritePrivate(string file, string text)
    {
        // CreateNew: a file that is there already would keep its mode.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(file, options);
        writer.Write(text + '\n');
    }
}
