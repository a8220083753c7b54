namespace JobRunner.Cli.Connection;

/// <summary>The profile file's content.</summary>
internal sealed record ProfileDocument
{
    /// <summary>The profile that is used when none is named.</summary>
    public string? DefaultProfile { get; init; }

    public IReadOnlyDictionary<string, Profile> Profiles { get; init; } = new Dictionary<string, Profile>();
}
