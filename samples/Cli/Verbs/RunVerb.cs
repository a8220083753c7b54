using System.CommandLine;
using JobRunner.Cli.CommandLine;
using JobRunner.Cli.Failures;
using JobRunner.Cli.Formatting;
using JobRunner.Cli.Interruption;
using JobRunner.Cli.Jobs;
using JobRunner.Cli.Threading;

namespace JobRunner.Cli.Verbs;

/// <summary><c>jobctl run</c>.</summary>
internal sealed class RunVerb : Verb, ICommandVerb
{
    private readonly SpecOptions _spec = new();
    private readonly Option<bool> _interactive = new("--interactive", "-i") { Description = "pass on what is typed here too; Ctrl+D ends it" };
    private readonly Option<bool> _noInput = new("--no-stdin", "-n") { Description = "pass on nothing, even if standard input is piped" };
    private readonly Option<bool> _remove = new("--rm") { Description = "forget the job and its output when it has ended" };

    public RunVerb()
        : base("run", "Run a job as if it were here: its output comes out, its exit code ends it, Ctrl+C stops it.")
    {
        Add(_interactive);
        Add(_noInput);
        Add(_remove);
        _spec.AddTo(this);
    }

    public Argument<string[]> CommandArgument => _spec.Command;

    public override string Synopsis => "[OPTIONS] -- COMMAND [ARGUMENT…]";

    public override IReadOnlyList<string> Examples =>
    [
        "jobctl run -- make test",
        "jobctl run -- sh -c 'gzip -9' < big.log > big.log.gz",
        "jobctl run --timeout 30s -e LANG=C -- ./report.sh",
    ];

    public override string Remarks =>
        "Standard input is passed on if it is piped or redirected. Ctrl+C stops the job, a second one kills it, a third leaves it to itself.\n"
        + "Exit codes: the job's own, 128+n if signal n ended it, 124 it timed out, 125 jobctl failed, 126 the command can't be executed, 127 there is no "
        + "such command, 141 nobody reads the output any more (the job is stopped then).";

    protected override bool EndsAsJob(ParseResult arguments) => true;

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        using var interrupts = new Interrupts();
        var takesInput = !invocation.Value(_noInput) && (!invocation.Surroundings.InputIsTerminal || invocation.Value(_interactive));
        var spec = _spec.Read(invocation.Arguments) with { KeepInputOpen = takesInput };
        var jobs = invocation.Jobs;
        var jobId = await StartAsync(jobs, spec, interrupts, invocation.Surroundings.Messages);
        await TellIfQueued(invocation, jobId);
        var status = await new ForegroundJob(jobs, jobId, invocation.Surroundings, interrupts).RunAsync(takesInput);
        Tell(invocation, status);
        if (invocation.Value(_remove))
        {
            await RemoveAsync(jobs, jobId);
        }

        return ExitCodes.Of(status);
    }

    // The first Ctrl+C is for the job, as soon as there is one; the second is tired of waiting for it, the third won't even wait for the answer.
    private static async Task<Guid> StartAsync(IJobsManager jobs, JobSpec spec, Interrupts interrupts, Messages messages)
    {
        using var tired = new CancellationTokenSource();
        var start = jobs.StartAsync(spec, tired.Token);
        Unawaited.Observe([start]);
        if (await Task.WhenAny(start, interrupts.WhenCountIs(1)) != start)
        {
            messages.Say("waiting for the job's start, to stop it; Ctrl+C again gives up");
        }

        if (await Task.WhenAny(start, interrupts.WhenCountIs(2)) != start)
        {
            await tired.CancelAsync();
        }

        if (await Task.WhenAny(start, interrupts.WhenCountIs(3)) == start && !start.IsCanceled)
        {
            return await start;
        }

        throw new CliException(ExitCodes.Interrupted, "No answer came to the start: there may be a job. 'jobctl list' shows whether there is.");
    }

    private static async Task TellIfQueued(Invocation invocation, Guid jobId)
    {
        // For eyes alone, so that nobody wonders why nothing happens.
        var messages = invocation.Surroundings.Messages;
        try
        {
            if (messages.Terminal.IsTerminal && await invocation.Jobs.QueryAsync(jobId) is { State: JobState.Queued })
            {
                messages.Say($"job {JobIds.Short(jobId)} waits for its turn: the server runs as many jobs as it may");
            }
        }
        catch (Exception e) when (e is JobRunnerException or IOException)
        {
            // The job is there, and has to be looked after. If more than this fails, that will say so.
        }
    }

    private static async Task RemoveAsync(IJobsManager jobs, Guid jobId)
    {
        try
        {
            await jobs.RemoveAsync(jobId);
        }
        catch (JobNotFoundException)
        {
            // Evicted, or removed by another: it is forgotten, as it was to be.
        }
    }

    private static void Tell(Invocation invocation, JobStatus status)
    {
        if (status.Outcome == JobOutcome.TimedOut)
        {
            invocation.Surroundings.Messages.Say($"job {JobIds.Short(status.Id)} ran longer than its --timeout allows and was stopped");
        }

        if (status.Error is { } error)
        {
            invocation.Surroundings.Messages.Say($"job {JobIds.Short(status.Id)}: {error}");
        }
    }
}
