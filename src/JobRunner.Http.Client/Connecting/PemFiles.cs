using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using JobRunner.Http.Tls;

namespace JobRunner.Http.Client.Connecting;

/// <summary>Reads certificates and keys. What is wrong with a file names it, its option and the remedy.</summary>
internal static class PemFiles
{
    private const string CertificateLabel = "BEGIN CERTIFICATE";
    private const string KeyLabel = "PRIVATE KEY-----";
    private const string EncryptedKeyLabel = "BEGIN ENCRYPTED PRIVATE KEY";

    /// <exception cref="ArgumentException">The file can't be used.</exception>
    public static X509Certificate2Collection ReadCertificates(string file, string property)
    {
        var text = ReadText(file, property);
        if (!text.Contains(CertificateLabel, StringComparison.Ordinal))
        {
            throw Unusable(file, property, $"there is no '{CertificateLabel}' in it; a certificate in PEM is needed");
        }

        return Parse(file, property, () =>
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(text);
            return certificates;
        });
    }

    /// <exception cref="ArgumentException">The file can't be used.</exception>
    public static X509Certificate2Collection ReadAuthorities(string file, string property)
    {
        var authorities = ReadCertificates(file, property);
        return AuthorityRules.FaultOf(authorities) is { } fault ? throw Unusable(file, property, fault) : authorities;
    }

    /// <summary>Reads a certificate with its private key.</summary>
    /// <exception cref="ArgumentException">A file can't be used, or they don't belong together.</exception>
    public static X509Certificate2 ReadWithKey(string file, string property, string keyFile, string keyProperty)
    {
        var text = ReadText(file, property);
        var key = ReadText(keyFile, keyProperty);
        if (key.Contains(EncryptedKeyLabel, StringComparison.Ordinal))
        {
            throw Unusable(keyFile, keyProperty, "the key in it is encrypted; decrypt it, as by 'openssl pkey', into a file that only this user can read");
        }

        if (!key.Contains(KeyLabel, StringComparison.Ordinal))
        {
            throw Unusable(keyFile, keyProperty, $"there is no private key in it; {nameof(JobsClientOptions.KeyFile)} names the file that has one, in PEM");
        }

        return Parse(keyFile, keyProperty, () => UsableForTls(X509Certificate2.CreateFromPem(text, key)));
    }

    // On Windows a key that is only in memory can't be used for TLS.
    private static X509Certificate2 UsableForTls(X509Certificate2 certificate)
    {
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        }
    }

    private static string ReadText(string file, string property)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unusable(file, property, "there is no such file; check the path", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unusable(file, property, $"it can't be read, {e.Message.TrimEnd('.')}; check the path and who may read it", e);
        }
    }

    private static T Parse<T>(string file, string property, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw Unusable(file, property, $"{e.Message.Split('\n')[0].TrimEnd('.')}; check that certificate and key are whole and belong together", e);
        }
    }

    private static ArgumentException Unusable(string file, string property, string fault, Exception? innerException = null) =>
        JobsClientOptions.Unusable(property, $"('{file}') can't be used: {fault}", innerException);
}
