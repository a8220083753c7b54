using System.CommandLine;
using JobRunner.Cli.CommandLine;
using JobRunner.Cli.Connection;
using JobRunner.Cli.Failures;
using JobRunner.Cli.Formatting;
using JobRunner.Http.Client;

namespace JobRunner.Cli.Verbs;

/// <summary><c>jobctl whoami</c>.</summary>
internal sealed class WhoAmIVerb : Verb
{
    private readonly Option<OutputFormat> _format = FormatOption.New();

    public WhoAmIVerb()
        : base("whoami", "Show who the server takes you for, and what you may do there.") => Add(_format);

    public override string Synopsis => "[OPTIONS]";

    public override IReadOnlyList<string> Examples => ["jobctl whoami", "jobctl whoami --profile build -o json"];

    public override string Remarks => "The quickest way to try a connection out. Exit codes: as in 'jobctl list --help'.";

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var service = await DescribeAsync(invocation);
        var identity = new Identity
        {
            Url = invocation.Connection.Url,
            Service = service.Service,
            Version = service.Version,
            Client = service.Client,
            Permissions = [.. service.Permissions],
        };
        var format = invocation.Value(_format);
        if (format != OutputFormat.Table)
        {
            new JobWriter(invocation.Surroundings, format).WriteJson(identity, AnswerJson.For(format).Identity);
            return ExitCodes.Success;
        }

        var permissions = identity.Permissions.Count > 0 ? string.Join(", ", identity.Permissions) : "nothing: the server's settings don't name you";
        invocation.Surroundings.Screen.WriteLine(
            $"you:     {SafeText.OneLine(identity.Client)}\nmay:     {SafeText.OneLine(permissions)}\nserver:  {identity.Url}, {SafeText.OneLine(identity.Service)} {SafeText.OneLine(identity.Version)}");
        return ExitCodes.Success;
    }

    private static async Task<JobsServiceInfo> DescribeAsync(Invocation invocation)
    {
        try
        {
            return await invocation.Connection.DescribeAsync(CancellationToken.None);
        }
        catch (JobsAccessDeniedException e)
        {
            throw new CliException(ExitCodes.NotPermitted, $"{e.Message} There you are the CommonName of your certificate.", e);
        }
    }
}
