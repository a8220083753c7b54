using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace JobRunner.Http.Client.Connecting;

/// <summary>Who the client proves to be.</summary>
internal sealed class ClientIdentity : IDisposable
{
    private readonly X509Certificate2? _certificate;
    private readonly bool _isOwn;

    private ClientIdentity(X509Certificate2? certificate, X509Certificate2Collection? intermediates, bool isOwn)
    {
        _certificate = certificate;
        _isOwn = isOwn;

        // Offline: what is missing of the chain isn't fetched from wherever the certificate points to.
        Context = certificate is null ? null : SslStreamCertificateContext.Create(certificate, intermediates, offline: true);
    }

    /// <summary>The certificate and those that are sent along; null: there is none.</summary>
    public SslStreamCertificateContext? Context { get; }

    /// <exception cref="ArgumentException">A file, or the certificate, can't be used.</exception>
    public static ClientIdentity Of(JobsClientOptions options)
    {
        if (options.CertificateFile is { } file)
        {
            var all = PemFiles.ReadCertificates(file, nameof(options.CertificateFile));
            var keyProperty = options.KeyFile is null ? nameof(options.CertificateFile) : nameof(options.KeyFile);
            return new(PemFiles.ReadWithKey(file, nameof(options.CertificateFile), options.KeyFile ?? file, keyProperty), all, isOwn: true);
        }

        return options.Certificate is { HasPrivateKey: false }
            ? throw JobsClientOptions.Unusable(nameof(options.Certificate), "has no private key: without it nothing can be proved")
            : new(options.Certificate, options.Intermediates, isOwn: false);
    }

    /// <summary>What may be the matter with it, if a server hangs up without a word, and what to do.</summary>
    public string Suspicion(DateTimeOffset now)
    {
        if (_certificate is null)
        {
            return $"No client certificate is given, and a JobRunner server asks for one: set {nameof(JobsClientOptions.CertificateFile)} and {nameof(JobsClientOptions.KeyFile)}.";
        }

        var name = $"The client certificate '{_certificate.Subject}'";
        if (_certificate.NotAfter.ToUniversalTime() <= now.UtcDateTime)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{name} expired on {_certificate.NotAfter.ToUniversalTime():u}: get a new one.");
        }

        return _certificate.NotBefore.ToUniversalTime() > now.UtcDateTime
            ? string.Create(CultureInfo.InvariantCulture, $"{name} is not valid before {_certificate.NotBefore.ToUniversalTime():u}: check this machine's clock, or wait.")
            : $"As a rule it refuses the client certificate then. {name} was issued by '{_certificate.Issuer}': check that the server trusts this CA, and that the certificate is "
                + "for client authentication and has not been refused.";
    }

    public void Dispose()
    {
        if (_isOwn)
        {
            _certificate?.Dispose();
        }
    }
}
