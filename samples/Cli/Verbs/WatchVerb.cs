using System.CommandLine;
using JobRunner.Cli.CommandLine;
using JobRunner.Cli.Failures;
using JobRunner.Cli.Formatting;
using JobRunner.Cli.Interruption;
using JobRunner.Cli.Jobs;

namespace JobRunner.Cli.Verbs;

/// <summary><c>jobctl watch</c>.</summary>
internal sealed class WatchVerb : Verb
{
    private readonly FilterOptions _filter = new();
    private readonly Option<OutputFormat> _format = FormatOption.New();

    public WatchVerb()
        : base("watch", "Show what becomes of jobs, as it happens, until Ctrl+C.")
    {
        _filter.AddTo(this);
        Add(_format);
    }

    public override string Synopsis => "[OPTIONS]";

    public override IReadOnlyList<string> Examples =>
        ["jobctl watch", "jobctl watch --label team=build", "jobctl watch -o ndjson | jq --unbuffered -r 'select(.state == \"Finished\") | .id'"];

    public override string Remarks =>
        """
        First every job as it is, then every change. On a terminal it is a table that stays up to date, elsewhere a line for each change.
        Exit codes: 130 after Ctrl+C, the others as in 'jobctl list --help'.
        """;

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var changes = invocation.Jobs.WatchAsync(_filter.Read(invocation.Arguments));
        var format = invocation.Value(_format);
        if (format == OutputFormat.Table && invocation.Surroundings.Screen.Terminal.CanRedraw)
        {
            using var interrupts = new Interrupts();
            await new LiveTable(invocation.Surroundings.Screen, invocation.Surroundings.Time).ShowAsync(changes, interrupts.WhenCountIs(1));
            return ExitCodes.Interrupted;
        }

        var writer = new JobWriter(invocation.Surroundings, format);
        await foreach (var job in changes)
        {
            writer.WriteOne(job, WriteLine);
        }

        return ExitCodes.Success;

        void WriteLine(JobStatus job)
        {
            var time = Words.At(invocation.Surroundings.Time.GetUtcNow(), invocation.Surroundings.Time);
            invocation.Surroundings.Screen.WriteLine($"{time}  {JobIds.Short(job.Id)}  {JobWords.State(job),-10}  {CommandLineText.Of(job)}");
        }
    }
}
