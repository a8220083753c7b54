using System.CommandLine;
using JobRunner.Cli.CommandLine;
using JobRunner.Cli.Formatting;
using JobRunner.Cli.Jobs;

namespace JobRunner.Cli.Verbs;

/// <summary><c>jobctl stop</c>.</summary>
internal sealed class StopVerb : Verb
{
    private readonly Argument<string[]> _ids = IdArgument.Several();
    private readonly Option<TimeSpan?> _grace = DurationValue.Option("--grace", "how long they may take to end by themselves before they are killed");
    private readonly Option<bool> _now = new("--now") { Description = "kill at once, as --grace 0 does" };
    private readonly Option<OutputFormat> _format = FormatOption.New();

    public StopVerb()
        : base("stop", "Stop jobs: ask them to end, wait, then kill what is left.")
    {
        Add(_grace);
        Add(_now);
        Add(_format);
        Add(_ids);
    }

    public override string Synopsis => "[OPTIONS] ID…";

    public override IReadOnlyList<string> Examples => ["jobctl stop 3f2a", "jobctl stop --grace 1m 3f2a 9c41", "jobctl stop --now 3f2a"];

    public override string Remarks =>
        "Answers when they have ended. Ctrl+C ends the wait, not the stop. Jobs that have ended are no error. Exit codes: as in 'jobctl list --help'.";

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var grace = invocation.Value(_now) ? TimeSpan.Zero : invocation.Value(_grace);
        var writer = new JobWriter(invocation.Surroundings, invocation.Value(_format));
        var ids = await invocation.ResolveAsync(_ids);
        var turn = new Lock();
        return await new EachJob(invocation.Surroundings.Messages).DoAsync(ids, async id =>
        {
            var status = await invocation.Jobs.StopAsync(id, grace);
            lock (turn)
            {
                writer.WriteOutcome(status);
            }
        });
    }
}
