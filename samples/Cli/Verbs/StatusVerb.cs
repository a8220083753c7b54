using System.CommandLine;
using JobRunner.Cli.CommandLine;
using JobRunner.Cli.Failures;
using JobRunner.Cli.Formatting;

namespace JobRunner.Cli.Verbs;

/// <summary><c>jobctl status</c>.</summary>
internal sealed class StatusVerb : Verb
{
    private readonly Argument<string[]> _ids = IdArgument.Several();
    private readonly Option<OutputFormat> _format = FormatOption.New();

    public StatusVerb()
        : base("status", "Show all that is known of jobs.")
    {
        Add(_format);
        Add(_ids);
    }

    public override string Synopsis => "[OPTIONS] ID…";

    public override IReadOnlyList<string> Examples => ["jobctl status 3f2a", "jobctl status -o json 3f2a | jq .exitCode"];

    public override string Remarks => "With -o json one job is an object, several are an array. Exit codes: as in 'jobctl list --help'.";

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var ids = await invocation.ResolveAsync(_ids);
        var jobs = await Task.WhenAll(ids.Select(id => invocation.Jobs.QueryAsync(id).AsTask()));
        var screen = invocation.Surroundings.Screen;
        var isFirst = true;
        new JobWriter(invocation.Surroundings, invocation.Value(_format)).WriteEach(jobs, job =>
        {
            if (!isFirst)
            {
                screen.WriteLine("");
            }

            isFirst = false;
            JobDetails.Write(screen, job, invocation.Surroundings.Time);
        });
        return ExitCodes.Success;
    }
}
