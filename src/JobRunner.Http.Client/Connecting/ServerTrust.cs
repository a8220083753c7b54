using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace JobRunner.Http.Client.Connecting;

/// <summary>Whether a server is who it should be. .NET finds out; here it is said in plain words.</summary>
internal sealed class ServerTrust(Uri address, string? authorityFile, X509Certificate2Collection? authorities)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <exception cref="ArgumentException">The CAs can't be used.</exception>
    public static ServerTrust Of(JobsClientOptions options) => new(
        options.BaseAddress!,
        options.AuthorityFile,
        options.AuthorityFile is { } file ? PemFiles.ReadAuthorities(file, nameof(options.AuthorityFile)) : options.Authorities);

    /// <summary>How a certificate is to be judged; null: as the machine does.</summary>
    public X509ChainPolicy? Policy
    {
        get
        {
            if (authorities is null)
            {
                return null;
            }

            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            policy.CustomTrustStore.AddRange(authorities);
            policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
            return policy;
        }
    }

    /// <exception cref="UntrustedServerException">It is not to be trusted.</exception>
    public bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        errors == SslPolicyErrors.None ? true : throw new UntrustedServerException(Explain(certificate as X509Certificate2, chain, errors));

    private string Explain(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return "It shows no certificate: check that this is a JobRunner server.";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            return ExplainChain(certificate, chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, status) => all | status.Status) ?? X509ChainStatusFlags.NoError);
        }

        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(
            static names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(static ip => $"{ip}")));
        return $"Its certificate is not for '{address.Host}' but for '{string.Join("', '", names.DefaultIfEmpty(certificate.Subject))}': "
            + $"use such a name in {nameof(JobsClientOptions.BaseAddress)}, or give the server a certificate for this one.";
    }

    private string ExplainChain(X509Certificate2 certificate, X509ChainStatusFlags faults)
    {
        if (faults.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Its certificate, or one above it, is not valid now (its own from {certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u}): renew it, or check the clock here.");
        }

        if ((faults & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid)) == 0)
        {
            return $"Its certificate can't be accepted ({faults}): give the server one that its CA signed for server authentication.";
        }

        var trusted = authorityFile is not null ? $"is in '{authorityFile}' ({nameof(JobsClientOptions.AuthorityFile)})"
            : authorities is not null ? $"is in {nameof(JobsClientOptions)}.{nameof(JobsClientOptions.Authorities)}"
            : "this machine trusts";
        return $"Its certificate was issued by '{certificate.Issuer}', and no CA that {trusted} signed it: "
            + $"name the right CA's certificate by {nameof(JobsClientOptions.AuthorityFile)}, or check that this is the right server.";
    }
}
