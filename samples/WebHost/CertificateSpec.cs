using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace JobRunner.Samples.WebHost;

/// <summary>What a certificate is to say.</summary>
/// <param name="Subject">Whose it is.</param>
/// <param name="NotBefore">From when it holds.</param>
/// <param name="NotAfter">Until when.</param>
public sealed record CertificateSpec(X500DistinguishedName Subject, DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    // Of RFC 5280: id-kp-serverAuth and id-kp-clientAuth.
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    public CertificateSpec(string commonName, DateTimeOffset notBefore, DateTimeOffset notAfter)
        : this(NameOf(commonName), notBefore, notAfter)
    {
    }

    /// <summary>What it may be used for, as object identifiers (extended key usage). None: whatever its reader likes.</summary>
    public IReadOnlyList<string> Usages { get; init; } = [];

    /// <summary>The names that the server may be reached by (subject alternative names).</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>The addresses that the server may be reached by (subject alternative names).</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    private static X500DistinguishedName NameOf(string commonName)
    {
        // The builder escapes; a name pasted into "CN=..." could bring a second one with it.
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName);
        return name.Build();
    }
}
