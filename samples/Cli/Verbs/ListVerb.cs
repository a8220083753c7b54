using System.CommandLine;
using JobRunner.Cli.CommandLine;
using JobRunner.Cli.Failures;
using JobRunner.Cli.Formatting;

namespace JobRunner.Cli.Verbs;

/// <summary><c>jobctl list</c>.</summary>
internal sealed class ListVerb : Verb
{
    private readonly FilterOptions _filter = new();
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "whole ids, one in a line, and nothing else" };
    private readonly Option<OutputFormat> _format = FormatOption.New();

    public ListVerb()
        : base("list", "List jobs, the oldest first.")
    {
        Aliases.Add("ls");
        Aliases.Add("ps");
        _filter.AddTo(this);
        Add(_quiet);
        Add(_format);
    }

    public override string Synopsis => "[OPTIONS]";

    public override IReadOnlyList<string> Examples =>
    [
        "jobctl list --state running",
        "jobctl list --label team=build -o ndjson | jq -r .id",
        "jobctl stop $(jobctl list -q --state running)",
    ];

    public override string Remarks =>
        """
        The whole command lines are shown where the output isn't a terminal.
        Exit codes: 0, 2 wrong usage, 3 no such job, 4 not permitted, 5 server unreachable or TLS, 6 the job is in the wrong state, 1 all else.
        """;

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var jobs = invocation.Jobs.ListAsync(_filter.Read(invocation.Arguments));
        if (invocation.Value(_quiet))
        {
            await foreach (var job in jobs)
            {
                await invocation.Surroundings.Screen.Writer.WriteAsync($"{job.Id}\n");
            }

            invocation.Surroundings.Screen.Flush();
            return ExitCodes.Success;
        }

        await new JobWriter(invocation.Surroundings, invocation.Value(_format)).WriteListAsync(jobs);
        return ExitCodes.Success;
    }
}
