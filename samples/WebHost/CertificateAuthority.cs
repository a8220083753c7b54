using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace JobRunner.Samples.WebHost;

/// <summary>A CA: signs certificates, each with a new ECDSA P-256 key.</summary>
public sealed class CertificateAuthority : IDisposable
{
    private CertificateAuthority(X509Certificate2 certificate) => Certificate = certificate;

    /// <summary>The CA's own certificate, with its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Makes a root.</summary>
    /// <remarks>What a CA signs must hold neither earlier nor later than the CA itself.</remarks>
    public static CertificateAuthority Create(CertificateSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        using var key = NewKey();
        return new(AuthorityRequest(spec, key).CreateSelfSigned(spec.NotBefore, spec.NotAfter));
    }

    /// <summary>Makes a CA that this one vouches for.</summary>
    public CertificateAuthority CreateIntermediate(CertificateSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        using var key = NewKey();
        return new(Sign(AuthorityRequest(spec, key), spec, key));
    }

    /// <summary>Makes a certificate that can sign no others, and its private key.</summary>
    public X509Certificate2 Issue(CertificateSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        using var key = NewKey();
        return Sign(LeafRequest(spec, key), spec, key);
    }

    public void Dispose() => Certificate.Dispose();

    private static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static CertificateRequest AuthorityRequest(CertificateSpec spec, ECDsa key)
    {
        var request = RequestFor(spec, key);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        return request;
    }

    private static CertificateRequest LeafRequest(CertificateSpec spec, ECDsa key)
    {
        var request = RequestFor(spec, key);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        return request;
    }

    private static CertificateRequest RequestFor(CertificateSpec spec, ECDsa key)
    {
        var request = new CertificateRequest(spec.Subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        if (spec.Usages.Count > 0)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. spec.Usages.Select(usage => new Oid(usage))], critical: false));
        }

        if (spec.DnsNames.Count + spec.Addresses.Count > 0)
        {
            request.CertificateExtensions.Add(AlternativeNamesOf(spec));
        }

        return request;
    }

    private static X509Extension AlternativeNamesOf(CertificateSpec spec)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in spec.DnsNames)
        {
            names.AddDnsName(name);
        }

        foreach (var address in spec.Addresses)
        {
            names.AddIpAddress(address);
        }

        return names.Build();
    }

    private X509Certificate2 Sign(CertificateRequest request, CertificateSpec spec, ECDsa key)
    {
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var certificate = request.Create(Certificate, spec.NotBefore, spec.NotAfter, NewSerial());
        return certificate.CopyWithPrivateKey(key);
    }

    private static byte[] NewSerial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);

        // A positive number without leading zeros, so that all read it alike.
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}
