using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace JobRunner.Http.Tls;

/// <summary>
/// What a connection's client has proved in the handshake. It is a feature of the connection, so that a certificate that something else has let through, or put into a request, is nobody's.
/// </summary>
internal sealed class ProvenConnection(MutualTls tls, TimeProvider time)
{
    private readonly X509Certificate2Collection _intermediates = [];
    private volatile Verdict? _last;

    /// <summary>Who the client has proved to be; null: nobody.</summary>
    public X509Certificate2? Certificate { get; private set; }

    /// <summary>Whether the handshake may go on.</summary>
    public bool Prove(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, TlsFiles files)
    {
        if (errors != SslPolicyErrors.None || chain is null || certificate is not X509Certificate2 client || !MutualTls.IsWelcome(client, files))
        {
            return false;
        }

        // Copies: the chain is gone after the handshake. What came along is wanted again where the CAs are others by then.
        Certificate = Copy(client);
        foreach (var element in chain.ChainElements.Skip(1))
        {
            _intermediates.Add(Copy(element.Certificate));
        }

        _last = new Verdict(files, MutualTls.EndOf(chain));
        return true;
    }

    /// <summary>For how long the handshake would still go the same way; zero: it would not now.</summary>
    public TimeSpan TimeLeft()
    {
        var (files, now) = (tls.ReadAgain(), time.GetUtcNow().UtcDateTime);

        // At its end too: another CA may vouch for the same certificate.
        if (_last is not { } last || last.Files != files || last.Until <= now)
        {
            _last = last = new Verdict(files, Certificate is { } client && MutualTls.IsWelcome(client, files) ? MutualTls.TrustedUntil(client, _intermediates, files) : DateTime.MinValue);
        }

        return last.Until > now ? last.Until - now : TimeSpan.Zero;
    }

    private static X509Certificate2 Copy(X509Certificate2 certificate) => X509CertificateLoader.LoadCertificate(certificate.RawDataMemory.Span);

    private sealed record Verdict(TlsFiles Files, DateTime Until);
}
