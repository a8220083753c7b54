namespace JobRunner.Cli.Connection;

/// <summary>Who the server takes the caller for.</summary>
internal sealed record Identity
{
    public required Uri Url { get; init; }

    public required string Service { get; init; }

    public required string Version { get; init; }

    public required string Client { get; init; }

    public required IReadOnlyList<string> Permissions { get; init; }
}
