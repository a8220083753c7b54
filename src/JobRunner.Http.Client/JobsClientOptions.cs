using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using JobRunner.Http.Tls;

namespace JobRunner.Http.Client;

/// <summary>Which server a <see cref="JobsClient"/> talks to, and how. Copied and checked when the client is made; later changes have no effect.</summary>
public sealed class JobsClientOptions
{
    private static readonly TimeSpan LeastTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(24);

    /// <summary>The server's root, as <c>https://jobs.example:8443</c>. Over plain HTTP nobody could prove who they are, so that there is no such client.</summary>
    /// <value>It has to be set.</value>
    public Uri? BaseAddress { get; set; }

    /// <summary>Where below the root the server has mapped the jobs.</summary>
    /// <value><c>jobs</c> by default, as <c>MapJobsHttp()</c>'s is.</value>
    public string JobsPath { get; set; } = "jobs";

    /// <summary>
    /// The root CA of the server's certificate, PEM, or several. No other is trusted, whatever the machine trusts. A root vouches for all CAs below it: their certificates may be here too, or come with the
    /// server's, but are not trusted without it.
    /// </summary>
    /// <value>Null by default: those that the machine trusts.</value>
    public string? AuthorityFile { get; set; }

    /// <summary>In place of <see cref="AuthorityFile"/>: the same certificates, in memory.</summary>
    /// <value>Null by default.</value>
#pragma warning disable CA2227 // Options are set; null says that there are none.
    public X509Certificate2Collection? Authorities { get; set; }
#pragma warning restore CA2227

    /// <summary>The client's certificate, PEM, with the certificates between it and its CA behind it. Read once: a new one needs a new client.</summary>
    /// <value>Null by default: none, which a JobRunner server refuses.</value>
    public string? CertificateFile { get; set; }

    /// <summary>The certificate's private key, PEM, not encrypted.</summary>
    /// <value>Null by default: it is in <see cref="CertificateFile"/> too.</value>
    public string? KeyFile { get; set; }

    /// <summary>In place of <see cref="CertificateFile"/>: the client's certificate with its private key, in memory. It stays the caller's to dispose.</summary>
    /// <value>Null by default.</value>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The certificates between <see cref="Certificate"/> and its CA, which are sent along.</summary>
    /// <value>Null by default: there are none.</value>
#pragma warning disable CA2227 // Options are set; null says that there are none.
    public X509Certificate2Collection? Intermediates { get; set; }
#pragma warning restore CA2227

    /// <summary>How long a connection may take to be made, TLS included.</summary>
    /// <value>10 seconds by default; from 1 second to 24 hours.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a server may take for one answer before the connection is taken for dead. A wait, however long, is many such answers.</summary>
    /// <value>30 seconds by default; from 2 seconds to 24 hours.</value>
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long nothing may come on a stream of events, not even a heartbeat, before the connection is taken for dead.</summary>
    /// <value>45 seconds by default, three of the heartbeats that a server sends by default; from 1 second to 24 hours. More than the server's <c>HeartbeatPeriod</c>.</value>
    public TimeSpan SilenceTimeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>
    /// How often a call is tried again after its connection failed, counted anew whenever something has come of a try. What must not be done twice is not tried again, nor
    /// what can't get better by itself; and a server that has never answered this client gets three more tries at most, where nothing listens none.
    /// </summary>
    /// <value>10 by default; from 0: none is.</value>
    public int MaxRetries { get; set; } = 10;

    /// <summary>How long to wait before the first of these tries. Before each further one it is twice as long; each is shortened by chance, by half at most.</summary>
    /// <value>100 milliseconds by default; from zero to <see cref="LongestRetryDelay"/>.</value>
    public TimeSpan FirstRetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long to wait at most before a try.</summary>
    /// <value>5 seconds by default; from zero to 24 hours.</value>
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    internal JobsClientOptions CopyChecked()
    {
        CheckAddress();
        if (JobsPath?.Trim('/') is not { Length: > 0 } || JobsPath.AsSpan().ContainsAny('?', '#'))
        {
            throw Unusable(nameof(JobsPath), $"must be a path below the root, as 'jobs'; it is '{JobsPath}'");
        }

        CheckAlternative(AuthorityFile, nameof(AuthorityFile), Authorities, nameof(Authorities));
        if (Authorities is { Count: 0 })
        {
            throw Unusable(nameof(Authorities), "has no certificate in it, so that no server would be trusted");
        }

        if (Authorities is not null && AuthorityRules.FaultOf(Authorities) is { } fault)
        {
            throw Unusable(nameof(Authorities), $"can't be used: {fault}");
        }

        CheckAlternative(CertificateFile, nameof(CertificateFile), Certificate, nameof(Certificate));
        if (KeyFile is not null && CertificateFile is null)
        {
            throw Unusable(nameof(KeyFile), $"is set without {nameof(CertificateFile)}: set both");
        }

        if (Intermediates is not null && Certificate is null)
        {
            throw Unusable(nameof(Intermediates), $"is set without {nameof(Certificate)}; those of {nameof(CertificateFile)} are in the file");
        }

        CheckTime(ConnectTimeout, LeastTimeout, LongestTimeout);
        CheckTime(AnswerTimeout, 2 * LeastTimeout, LongestTimeout);
        CheckTime(SilenceTimeout, LeastTimeout, LongestTimeout);
        CheckTime(LongestRetryDelay, TimeSpan.Zero, LongestTimeout);
        CheckTime(FirstRetryDelay, TimeSpan.Zero, LongestRetryDelay);
        if (MaxRetries < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(MaxRetries), MaxRetries, $"{nameof(JobsClientOptions)}.{nameof(MaxRetries)} must be 0 or more; it is {MaxRetries}.");
        }

        return (JobsClientOptions)MemberwiseClone();
    }

    internal static ArgumentException Unusable(string property, string fault, Exception? innerException = null) =>
        new($"{nameof(JobsClientOptions)}.{property} {fault}.", property, innerException);

    private void CheckAddress()
    {
        const string Expected = "must be the server's root, as https://jobs.example:8443";
        if (BaseAddress is null)
        {
            throw Unusable(nameof(BaseAddress), $"{Expected}; it is not set");
        }

        if (!BaseAddress.IsAbsoluteUri || BaseAddress.Scheme != Uri.UriSchemeHttps || BaseAddress.Query.Length + BaseAddress.Fragment.Length + BaseAddress.UserInfo.Length > 0)
        {
            throw Unusable(nameof(BaseAddress), $"{Expected}, https and nothing behind the path; it is '{BaseAddress}'");
        }
    }

    private static void CheckAlternative(object? file, string fileProperty, object? inMemory, string property)
    {
        if (file is not null && inMemory is not null)
        {
            throw Unusable(property, $"and {fileProperty} are both set: set one of them");
        }
    }

    private static void CheckTime(TimeSpan value, TimeSpan least, TimeSpan most, [CallerArgumentExpression(nameof(value))] string property = "")
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(property, value, $"{nameof(JobsClientOptions)}.{property} must be from {least} to {most}; it is {value}.");
        }
    }
}
