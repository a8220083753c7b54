using JobRunner.Cli.Failures;
using JobRunner.Http.Client;

namespace JobRunner.Cli.Connection;

/// <summary>Makes a client out of settings, and says which are missing.</summary>
internal static class Connector
{
    public static JobsConnection Connect(ConnectionSettings settings)
    {
        var url = UrlOf(settings.Url);
        CheckFile(settings.Certificate, "--cert", "JOBCTL_CERT");
        CheckFile(settings.Key, "--key", "JOBCTL_KEY");
        CheckFile(settings.Authority, "--cacert", "JOBCTL_CACERT");
        var client = NewClient(url, settings);
        return new(client, url, client.GetServiceInfoAsync) { Owned = client };
    }

    private static JobsClient NewClient(Uri url, ConnectionSettings settings)
    {
        try
        {
            return new JobsClient(new JobsClientOptions
            {
                BaseAddress = url,
                CertificateFile = settings.Certificate,
                KeyFile = settings.Key,
                AuthorityFile = settings.Authority,
            });
        }
        catch (ArgumentException e)
        {
            // Files that are there, but no certificate or key that goes with it: there is no TLS with them.
            throw new CliException(ExitCodes.Unreachable, ClientWords.ForPeople(Failure.WithoutParameter(e)), e);
        }
    }

    private static Uri UrlOf(string? text)
    {
        if (text is null)
        {
            throw CliException.Usage(
                "Which server? Give --url https://HOST:PORT with --cert, --key and --cacert, or set JOBCTL_URL and the like; 'jobctl --help' shows how.");
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps
            ? url
            : throw CliException.Usage($"'{text}' is no server's address: it has to be like https://localhost:8443 (--url, JOBCTL_URL or the profile).");
    }

    private static void CheckFile(string? path, string option, string variable)
    {
        if (path is not null && !File.Exists(path))
        {
            throw CliException.Usage($"There is no file {path}: mend {option}, {variable} or the profile.");
        }
    }
}
