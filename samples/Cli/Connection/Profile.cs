namespace JobRunner.Cli.Connection;

/// <summary>A server under a name of one's own, as the profile file has it.</summary>
internal sealed record Profile
{
    public string? Url { get; init; }

    public string? Cert { get; init; }

    public string? Key { get; init; }

    public string? Cacert { get; init; }

    /// <param name="folder">What relative paths are relative to.</param>
    /// <param name="home">What <c>~</c> stands for.</param>
    public ConnectionSettings ToSettings(string folder, string home)
    {
        return new() { Url = Url, Certificate = Full(Cert), Key = Full(Key), Authority = Full(Cacert) };

        string? Full(string? path) => path switch
        {
            null => null,
            _ when path.StartsWith("~/", StringComparison.Ordinal) => Path.Combine(home, path[2..]),
            _ => Path.GetFullPath(path, folder),
        };
    }
}
