using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace JobRunner.Http.Tls;

/// <summary>
/// That a connection's client has proved in the handshake who it is. It is a feature of the connection, so that a certificate that something else has let through is nobody's.
/// </summary>
internal sealed class ProvenConnection(MutualTls tls)
{
    private readonly X509Certificate2Collection _intermediates = [];
    private volatile Verdict? _last;

    /// <summary>Whether the handshake may go on.</summary>
    public bool Prove(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, TlsFiles files)
    {
        // What came along is wanted again where the CAs are others by then, and the chain is gone after the handshake.
        foreach (var element in chain?.ChainElements.Skip(1) ?? [])
        {
            _intermediates.Add(X509CertificateLoader.LoadCertificate(element.Certificate.RawDataMemory.Span));
        }

        return errors == SslPolicyErrors.None && certificate is X509Certificate2 client && MutualTls.IsWelcome(client, files);
    }

    /// <summary>Whether the handshake would go the same way now.</summary>
    public bool IsStillWelcome(X509Certificate2 client)
    {
        var files = tls.ReadAgain();
        if (_last is not { } last || last.Files != files)
        {
            _last = last = new Verdict(files, MutualTls.IsWelcome(client, files) && MutualTls.IsTrusted(client, _intermediates, files));
        }

        return last.IsWelcome;
    }

    private sealed record Verdict(TlsFiles Files, bool IsWelcome);
}
