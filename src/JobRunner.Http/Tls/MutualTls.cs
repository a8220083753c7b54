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

    // Where a file is a link, and a folder on the way is what changes, no watch tells.
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMinutes(1);

    // In each such period, one by one: anybody who can connect can be refused, and says what stands in the subject.
    private const int MostRefusalsTold = 10;
    private const int LongestSubject = 200;

    private readonly Lock _gate = new();
    private readonly MutualTlsOptions _options;
    private readonly ILogger _logger;
    private readonly string[] _paths;
    private readonly IDisposable[] _watches;
    private FileStamp[] _stamps;
    private FileStamp[] _unusable = [];
    private volatile TlsFiles _files;
    private int _refusals;

    /// <exception cref="InvalidOperationException">A file is missing, or holds something else.</exception>
    public MutualTls(MutualTlsOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _logger = logger;
        _paths = [.. new[] { options.CertificateFile, options.KeyFile, options.ClientAuthorityFile, options.RefusedSerialsFile }.Where(path => !string.IsNullOrEmpty(path))!];
        _stamps = Stamp();
        _files = TlsFiles.Read(options);
        var folders = _paths.Select(path => Path.GetDirectoryName(Path.GetFullPath(path))!).Distinct();
        _watches = [time.CreateTimer(_ => LookAgain(), null, LookPeriod, LookPeriod), .. folders.Select(TryWatch).OfType<FileSystemWatcher>()];
    }

    /// <summary>Raised when there is something else in the files.</summary>
    public event Action? Changed;

    /// <param name="connection">Whose handshake it is.</param>
    public SslServerAuthenticationOptions HandshakeOf(ProvenConnection connection)
    {
        var files = ReadAgain();
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = files.Server,
            ClientCertificateRequired = true,
#pragma warning disable CA5398 // That no older one is spoken is the promise.
            EnabledSslProtocols = _options.AllowTls12 ? SslProtocols.Tls12 | SslProtocols.Tls13 : SslProtocols.Tls13,
#pragma warning restore CA5398
            CertificateChainPolicy = PolicyFor(files),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                var isProven = connection.Prove(certificate, chain, errors, files);
                if (!isProven && Interlocked.Increment(ref _refusals) <= MostRefusalsTold)
                {
                    LogRefused(certificate?.GetSerialNumberString() ?? "-", Printable(certificate?.Subject ?? "-"), errors);
                }

                return isProven;
            },

            // Each connection is proof anew.
            AllowTlsResume = false,
        };
    }

    public void Dispose()
    {
        foreach (var watch in _watches)
        {
            watch.Dispose();
        }
    }

    /// <summary>Whether, apart from its chain, a certificate is one that is accepted.</summary>
    // Without usages it would pass the chain's policy as one for any use.
    public static bool IsWelcome(X509Certificate2 client, TlsFiles files) =>
        CommonName.Of(client) is not null
        && client.Extensions.OfType<X509EnhancedKeyUsageExtension>().Any(usages => usages.EnhancedKeyUsages[ClientAuthentication] is not null)
        && !files.RefusedSerials.Contains(TlsFiles.Normalize(client.SerialNumber));

    /// <summary>Until when one of the CAs vouches for a certificate, as the handshake asks too, in UTC; the least time: none does.</summary>
    public static DateTime TrustedUntil(X509Certificate2 client, X509Certificate2Collection intermediates, TlsFiles files)
    {
        using var chain = new X509Chain { ChainPolicy = PolicyFor(files) };
        chain.ChainPolicy.ExtraStore.AddRange(intermediates);
        return chain.Build(client) ? EndOf(chain) : DateTime.MinValue;
    }

    /// <summary>When the first of its certificates expires, in UTC.</summary>
    public static DateTime EndOf(X509Chain chain) => chain.ChainElements.Min(element => element.Certificate.NotAfter).ToUniversalTime();

    /// <summary>What is in the files. Looked at with each handshake and request: a look costs microseconds, and finds what a watch on a folder may miss.</summary>
    public TlsFiles ReadAgain()
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

    private void LookAgain()
    {
        ReadAgain();
        if (Interlocked.Exchange(ref _refusals, 0) - MostRefusalsTold is var more and > 0)
        {
            LogMoreRefused(more, LookPeriod);
        }
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

    // For streams that are under way, which no handshake is about to touch. One for each folder: a user may have few. And for all that is in it:
    // where the files are links, what changes may be what they lead through.
    private FileSystemWatcher? TryWatch(string folder)
    {
        try
        {
            var watcher = new FileSystemWatcher(folder) { EnableRaisingEvents = true };
            watcher.Changed += (_, _) => ReadAgain();
            watcher.Created += (_, _) => ReadAgain();
            watcher.Renamed += (_, _) => ReadAgain();
            return watcher;
        }
        catch (IOException e)
        {
            LogUnwatched(e, folder, LookPeriod);
            return null;
        }
    }

    // Nobody vouches for what stands there: it must not look like lines of the log.
    private static string Printable(string subject) => string.Concat(subject.Where(character => !char.IsControl(character)).Take(LongestSubject));

    private FileStamp[] Stamp() => [.. _paths.Select(FileStamp.Of)];

    [LoggerMessage(1, LogLevel.Information, "Certificates were read again")]
    private partial void LogRead();

    [LoggerMessage(2, LogLevel.Warning, "Certificates have changed and can't be used; those from before stay in force")]
    private partial void LogUnusable(Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "A connection was refused: certificate {Serial} of {Subject}, {Errors}")]
    private partial void LogRefused(string serial, string subject, SslPolicyErrors errors);

    [LoggerMessage(4, LogLevel.Warning, "'{Path}' can't be watched, and is looked at each {Period}")]
    private partial void LogUnwatched(Exception exception, string path, TimeSpan period);

    [LoggerMessage(5, LogLevel.Warning, "{Count} more connections were refused within {Period}")]
    private partial void LogMoreRefused(int count, TimeSpan period);
}
