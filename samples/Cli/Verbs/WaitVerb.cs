using System.CommandLine;
using JobRunner.Cli.CommandLine;
using JobRunner.Cli.Failures;
using JobRunner.Cli.Formatting;
using JobRunner.Cli.Threading;

namespace JobRunner.Cli.Verbs;

/// <summary><c>jobctl wait</c>.</summary>
internal sealed class WaitVerb : Verb
{
    // A timer can't wait any longer. Who asks for more gets as long as it takes.
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(49);

    private readonly Argument<string[]> _ids = IdArgument.Several();
    private readonly Option<bool> _any = new("--any") { Description = "until the first of them has ended" };
    private readonly Option<TimeSpan?> _timeout = DurationValue.Option("--timeout", "give up after this time, with exit code 125; the jobs go on");
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "say nothing: the exit code is enough" };
    private readonly Option<OutputFormat> _format = FormatOption.New();

    public WaitVerb()
        : base("wait", "Wait until jobs have ended, and end with their exit code.")
    {
        Add(_any);
        Add(_timeout);
        Add(_quiet);
        Add(_format);
        Add(_ids);
    }

    public override string Synopsis => "[OPTIONS] ID…";

    public override IReadOnlyList<string> Examples => ["jobctl wait $id && echo done", "first=$(jobctl wait --any $id1 $id2 | cut -d' ' -f1)"];

    public override string Remarks =>
        """
        Says of each job, as it ends, its id and how it ended. Ctrl+C leaves the jobs alone.
        Exit codes: as of 'jobctl run'; of several jobs, the first in the order given that isn't 0.
        """;

    protected override bool EndsAsJob(ParseResult arguments) => true;

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var ids = await invocation.ResolveAsync(_ids);
        using var over = new CancellationTokenSource();
        var waits = ids.Select(id => invocation.Jobs.WaitAsync(id, over.Token)).ToList();
        Unawaited.Observe(waits);
        var limit = invocation.Value(_timeout) is { } timeout && timeout <= LongestTimeout
            ? Task.Delay(timeout, invocation.Surroundings.Time, over.Token)
            : Task.Delay(Timeout.Infinite, over.Token);
        var writer = new JobWriter(invocation.Surroundings, invocation.Value(_format));
        var pending = waits.ToList();
        try
        {
            while (pending.Count > 0)
            {
                var next = await Task.WhenAny(pending.Append(limit));
                var ended = next as Task<JobStatus> ?? throw new CliException(
                    ExitCodes.OwnFailure, $"{pending.Count} of the jobs had not ended within the --timeout: they go on, and can be waited for again.");
                var status = await ended;
                if (!invocation.Value(_quiet))
                {
                    writer.WriteOutcome(status);
                }

                if (invocation.Value(_any))
                {
                    return ExitCodes.Of(status);
                }

                pending.Remove(ended);
            }

            return ExitCodes.Of(await Task.WhenAll(waits));
        }
        finally
        {
            await over.CancelAsync();
        }
    }
}
