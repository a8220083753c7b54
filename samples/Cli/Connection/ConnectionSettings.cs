namespace JobRunner.Cli.Connection;

/// <summary>Which server, and how to prove to each other who one is. What is null is for the next source to say.</summary>
internal sealed record ConnectionSettings
{
    public string? Url { get; init; }

    /// <summary>The client's certificate, a PEM file.</summary>
    public string? Certificate { get; init; }

    /// <summary>Its private key, a PEM file.</summary>
    public string? Key { get; init; }

    /// <summary>Who vouches for the server, a PEM file.</summary>
    public string? Authority { get; init; }

    /// <summary>These settings, and where they are silent the others.</summary>
    public ConnectionSettings Or(ConnectionSettings others) => new()
    {
        Url = Url ?? others.Url,
        Certificate = Certificate ?? others.Certificate,
        Key = Key ?? others.Key,
        Authority = Authority ?? others.Authority,
    };
}
