namespace JobRunner.Http;

/// <summary>The files by which a server proves who it is, and clients prove who they are. All are read again when they change.</summary>
public sealed class MutualTlsOptions
{
    /// <summary>The server's certificate, PEM, with the certificates between it and its CA behind it.</summary>
    /// <value>It has to be set.</value>
    public string CertificateFile { get; set; } = "";

    /// <summary>The certificate's private key, PEM, not encrypted.</summary>
    /// <value>It has to be set.</value>
    public string KeyFile { get; set; } = "";

    /// <summary>
    /// The root CAs of clients' certificates, PEM. No other is trusted, whatever the machine trusts. A root vouches for all CAs below it: their certificates may be here too, or come with a client's,
    /// but are not trusted without it.
    /// </summary>
    /// <value>It has to be set.</value>
    public string ClientAuthorityFile { get; set; } = "";

    /// <summary>Serial numbers of clients' certificates that are refused, in hexadecimal, one in a line; what follows a <c>#</c> is a comment.
    /// Add lines to it, or put another file in its place: one that is emptied to be written anew refuses nobody meanwhile.</summary>
    /// <value>Null by default: none is refused.</value>
    public string? RefusedSerialsFile { get; set; }

    /// <summary>Whether TLS 1.2 will do too.</summary>
    /// <value>False by default: TLS 1.3 alone.</value>
    public bool AllowTls12 { get; set; }
}
