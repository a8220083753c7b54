using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using JobRunner.Samples.WebHost;

namespace JobRunner.Http.Tests.Support;

/// <summary>Certificates that name <c>alice</c>, who may do everything, and that a handshake is to refuse.</summary>
internal static class BadCertificates
{
    private const string Name = "alice";

    private static CertificateSpec Good => TestCertificates.ClientSpec(Name);

    /// <returns>The certificate, and what the client sends along with it.</returns>
    public static (X509Certificate2? Certificate, X509Certificate2[] Intermediates) Make(this TestCertificates certificates, BadCertificate kind) => kind switch
    {
        BadCertificate.None => (null, []),
        BadCertificate.OfAnotherAuthorityOfThatName => (OfAnotherAuthority(certificates.Authority.SubjectName), []),
        BadCertificate.SelfSigned => (SelfSigned(), []),
        BadCertificate.Expired => (certificates.Issue(Good with { NotAfter = DateTimeOffset.UtcNow.AddMinutes(-1) }), []),
        BadCertificate.NotYetValid => (certificates.Issue(Good with { NotBefore = DateTimeOffset.UtcNow.AddHours(1) }), []),
        BadCertificate.ForServersOnly => (certificates.Issue(Good with { Usages = [CertificateSpec.ServerAuthentication] }), []),
        BadCertificate.WithoutUsage => (certificates.Issue(Good with { Usages = [] }), []),
        BadCertificate.SignedByAClient => SignedBy(certificates.Client(Name)),
        BadCertificate.WithoutItsIntermediate => (certificates.Intermediate.Issue(Good), []),
        BadCertificate.WithTwoCommonNames => (certificates.Issue(Good with { Subject = Subject(name => Twice(name)) }), []),
        BadCertificate.WithoutCommonName => (certificates.Issue(Good with { Subject = Subject(name => name.AddOrganizationName(Name)) }), []),
        BadCertificate.WithControlCharacters => (certificates.Issue(Good with { Subject = Subject(name => name.AddCommonName($"{Name}\n")) }), []),
        BadCertificate.Refused => (Refused(certificates), []),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Whoever it is that signs, and however short a time it has left.</summary>
    public static (X509Certificate2 Certificate, X509Certificate2[] Intermediates) SignedBy(X509Certificate2 issuer)
    {
        using var issuerKey = issuer.GetECDsaPrivateKey()!;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signature = X509SignatureGenerator.CreateForECDsa(issuerKey);
        using var certificate = Request(key).Create(issuer.SubjectName, signature, Good.NotBefore, Good.NotAfter, [1, 2, 3, 4]);
        return (certificate.CopyWithPrivateKey(key), [issuer]);
    }

    private static X509Certificate2 OfAnotherAuthority(X500DistinguishedName name)
    {
        using var other = CertificateAuthority.Create(new(name, TestCertificates.Past, TestCertificates.Future));
        return other.Issue(Good);
    }

    // With all that a client's has, and its own issuer.
    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Request(key).CreateSelfSigned(Good.NotBefore, Good.NotAfter);
    }

    private static X509Certificate2 Refused(TestCertificates certificates)
    {
        var certificate = certificates.Client(Name);
        certificates.Refuse(certificate);
        return certificate;
    }

    private static CertificateRequest Request(ECDsa key)
    {
        var request = new CertificateRequest(Good.Subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(CertificateSpec.ClientAuthentication)], critical: false));
        return request;
    }

    private static X500DistinguishedName Subject(Action<X500DistinguishedNameBuilder> add)
    {
        var name = new X500DistinguishedNameBuilder();
        add(name);
        return name.Build();
    }

    private static void Twice(X500DistinguishedNameBuilder name)
    {
        name.AddCommonName("bob");
        name.AddCommonName(Name);
    }
}
