using JobRunner.Http.Client;

namespace JobRunner.Cli.Connection;

/// <summary>The client speaks to programmers, of properties; who types commands knows them as options.</summary>
internal static class ClientWords
{
    private static readonly (string Property, string Option)[] Names =
    [
        ($"{nameof(JobsClientOptions)}.", ""),
        ($" and {nameof(JobsClientOptions.JobsPath)}", ""), // It has no option.
        (nameof(JobsClientOptions.AuthorityFile), "--cacert"),
        (nameof(JobsClientOptions.CertificateFile), "--cert"),
        (nameof(JobsClientOptions.KeyFile), "--key"),
        (nameof(JobsClientOptions.BaseAddress), "--url"),
    ];

    public static string ForPeople(string message) =>
        Names.Aggregate(message, (text, name) => text.Replace(name.Property, name.Option, StringComparison.Ordinal));
}
