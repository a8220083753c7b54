using System.CommandLine;

namespace JobRunner.Cli.Connection;

/// <summary>The options of every verb that say which server it is about, and what stands in for those that aren't given.</summary>
internal sealed class ConnectionOptions
{
    private readonly Option<string?> _url = New("--url", "URL", "the server, as in https://localhost:8443 [JOBCTL_URL]");
    private readonly Option<string?> _certificate = New("--cert", "FILE", "your certificate, in PEM [JOBCTL_CERT]");
    private readonly Option<string?> _key = New("--key", "FILE", "its private key, in PEM [JOBCTL_KEY]");
    private readonly Option<string?> _authority = New("--cacert", "FILE", "who vouches for the server, in PEM [JOBCTL_CACERT]");
    private readonly Option<string?> _profile = New("--profile", "NAME", "all four from the profile file [JOBCTL_PROFILE]");

    public ConnectionOptions() => _profile.CompletionSources.Add(_ => ProfileFile.NamesOf(Environment.GetEnvironmentVariable));

    public IReadOnlyList<Option> All => [_url, _certificate, _key, _authority, _profile];

    /// <summary>First what the command line says, its profile included, then the environment, then the profile that is used unless told otherwise.</summary>
    public ConnectionSettings Read(ParseResult arguments, Func<string, string?> variable)
    {
        var typed = new ConnectionSettings
        {
            Url = arguments.GetValue(_url),
            Certificate = arguments.GetValue(_certificate),
            Key = arguments.GetValue(_key),
            Authority = arguments.GetValue(_authority),
        };
        var environment = new ConnectionSettings
        {
            Url = variable("JOBCTL_URL"),
            Certificate = variable("JOBCTL_CERT"),
            Key = variable("JOBCTL_KEY"),
            Authority = variable("JOBCTL_CACERT"),
        };
        return arguments.GetValue(_profile) is { } profile
            ? typed.Or(ProfileFile.Read(variable).Named(profile)).Or(environment)
            : typed.Or(environment).Or(ProfileFile.Read(variable).Default(variable("JOBCTL_PROFILE")));
    }

    private static Option<string?> New(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description, Recursive = true };
}
