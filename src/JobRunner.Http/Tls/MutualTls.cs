using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace JobRunner.Http.Tls;

/// <summary>How a handshake goes, by what is in the files at that time.</summary>
internal sealed partial class MutualTls : IDisposable
{
    // id-kp-clientAuth of RFC 5280.
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly Lock _gate = new();
    private readonly MutualTlsOptions _options;
    private readonly ILogger _logger;
    private readonly string[] _paths;
    private readonly FileSystemWatcher[] _watchers;
    private FileStamp[] _stamps;
    private FileStamp[] _unusable = [];
    private volatile TlsFiles _files;

    /// <exception cref="InvalidOperationException">A file is missing, or holds something else.</exception>
    public MutualTls(MutualTlsOptions options, ILogger logger)
    {
        _options = options;
        _logger = logger;
        _paths = [.. new[] { options.CertificateFile, options.KeyFile, options.ClientAuthorityFile, options.RefusedSerialsFile }.OfType<string>()];
        _stamps = Stamp();
        _files = TlsFiles.Read(options);
        _watchers = [.. _paths.Select(Watch)];
    }

    /// <summary>Raised when there is something else in the files.</summary>
    public event Action? Changed;

    public ValueTask<SslServerAuthenticationOptions> GetHandshakeAsync()
    {
        var files = ReadAgain();
        return new(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = files.Server,
            ClientCertificateRequired = true,
#pragma warning disable CA5398 // That no older one is spoken is the promise.
            EnabledSslProtocols = _options.AllowTls12 ? SslProtocols.Tls12 | SslProtocols.Tls13 : SslProtocols.Tls13,
#pragma warning restore CA5398
            CertificateChainPolicy = PolicyFor(files),
            RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                errors == SslPolicyErrors.None && certificate is X509Certificate2 client && IsWelcome(client, files),

            // Each connection is proof anew.
            AllowTlsResume = false,
        });
    }

    public void Dispose()
    {
        foreach (var watcher in _watchers)
        {
            watcher.Dispose();
        }
    }

    /// <summary>Whether a certificate that a handshake accepted still would be.</summary>
    public bool IsStillWelcome(X509Certificate2 client) => IsWelcome(client, ReadAgain());

    private static X509ChainPolicy PolicyFor(TlsFiles files)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(files.ClientAuthorities);
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return policy;
    }

    // A certificate without usages would pass the chain's policy as one for any use.
    private static bool IsWelcome(X509Certificate2 client, TlsFiles files) =>
        CommonName.Of(client) is not null
        && client.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(usages => usages.EnhancedKeyUsages[ClientAuthentication] is not null)
        && !files.RefusedSerials.Contains(TlsFiles.Normalize(client.SerialNumber));

    // Looked at with each handshake: a look costs microseconds, and finds what a watch on a folder may miss.
    private TlsFiles ReadAgain()
    {
        var stamps = Stamp();
        var isChanged = false;
        lock (_gate)
        {
            isChanged = !stamps.AsSpan().SequenceEqual(_stamps) && TryRead(stamps);
        }

        if (isChanged)
        {
            LogRead();
            Changed?.Invoke();
        }

        return _files;
    }

    private bool TryRead(FileStamp[] stamps)
    {
        try
        {
            _files = TlsFiles.Read(_options);
            _stamps = stamps;
            return true;
        }
        catch (InvalidOperationException e)
        {
            // Half of them may be written: what was before holds, and the next handshake tries again. One warning for each state of
            // the files, or whoever opens connections could fill the log.
            if (!stamps.AsSpan().SequenceEqual(_unusable))
            {
                _unusable = stamps;
                LogUnusable(e);
            }

            return false;
        }
    }

    // For streams that are under way, which no handshake is about to touch.
    private FileSystemWatcher Watch(string path)
    {
        var full = Path.GetFullPath(path);
        var watcher = new FileSystemWatcher(Path.GetDirectoryName(full)!, Path.GetFileName(full)) { EnableRaisingEvents = true };
        watcher.Changed += (_, _) => ReadAgain();
        watcher.Created += (_, _) => ReadAgain();
        watcher.Renamed += (_, _) => ReadAgain();
        return watcher;
    }

    private FileStamp[] Stamp() => [.. _paths.Select(FileStamp.Of)];

    [LoggerMessage(1, LogLevel.Information, "Certificates were read again")]
    private partial void LogRead();

    [LoggerMessage(2, LogLevel.Warning, "Certificates have changed and can't be used; those from before stay in force")]
    private partial void LogUnusable(Exception exception);
}
