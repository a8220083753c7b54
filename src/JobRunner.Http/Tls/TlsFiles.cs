using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace JobRunner.Http.Tls;

/// <summary>What was in the files at one time.</summary>
internal sealed class TlsFiles
{
    private TlsFiles(SslStreamCertificateContext server, X509Certificate2Collection clientAuthorities, HashSet<string> refusedSerials)
    {
        Server = server;
        ClientAuthorities = clientAuthorities;
        RefusedSerials = refusedSerials;
    }

    public SslStreamCertificateContext Server { get; }

    public X509Certificate2Collection ClientAuthorities { get; }

    /// <summary>In capital letters, without leading zeros.</summary>
    public IReadOnlySet<string> RefusedSerials { get; }

    /// <exception cref="InvalidOperationException">A file is missing, or holds something else; the message names it.</exception>
    public static TlsFiles Read(MutualTlsOptions options)
    {
        var server = Read(options.CertificateFile, nameof(options.CertificateFile), ReadCertificates);
        return new(
            Read(options.KeyFile, nameof(options.KeyFile), file => ReadKey(server, file)),
            Read(options.ClientAuthorityFile, nameof(options.ClientAuthorityFile), ReadAuthorities),
            options.RefusedSerialsFile is { Length: > 0 } serials ? Read(serials, nameof(options.RefusedSerialsFile), ReadSerials) : []);
    }

    public static string Normalize(string serial) => serial.TrimStart('0').ToUpperInvariant();

    private static T Read<T>(string file, string option, Func<string, T> read)
    {
        if (string.IsNullOrEmpty(file))
        {
            throw new InvalidOperationException($"{nameof(MutualTlsOptions)}.{option} is not set: name a PEM file.");
        }

        try
        {
            return read(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or FormatException or ArgumentException)
        {
            throw new InvalidOperationException($"{nameof(MutualTlsOptions)}.{option} ('{file}') can't be used: {e.Message}", e);
        }
    }

    private static X509Certificate2Collection ReadCertificates(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return certificates.Count > 0 ? certificates : throw new FormatException("there is no certificate in it.");
    }

    private static X509Certificate2Collection ReadAuthorities(string file)
    {
        var authorities = ReadCertificates(file);
        return AuthorityRules.FaultOf(authorities) is { } fault ? throw new FormatException($"{fault}.") : authorities;
    }

    // The first is the server's own, the others stand between it and its CA.
    private static SslStreamCertificateContext ReadKey(X509Certificate2Collection chain, string keyFile)
    {
        var certificate = X509Certificate2.CreateFromPem(chain[0].ExportCertificatePem(), File.ReadAllText(keyFile));

        // On Windows a key that is only in memory can't be used for TLS.
        if (OperatingSystem.IsWindows())
        {
            using var inMemory = certificate;
            certificate = X509CertificateLoader.LoadPkcs12(inMemory.Export(X509ContentType.Pkcs12), password: null);
        }

        return SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }

    private static HashSet<string> ReadSerials(string file)
    {
        var serials = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(file))
        {
            // openssl prints it as serial=….
            var serial = line.Split('#')[0].Split('=')[^1].Replace(":", "", StringComparison.Ordinal).Trim();
            if (serial.Length > 0)
            {
                serials.Add(serial.All(char.IsAsciiHexDigit) ? Normalize(serial) : throw new FormatException($"'{serial}' is no serial number in hexadecimal."));
            }
        }

        return serials;
    }
}
