using System.CommandLine;
using JobRunner.Cli.CommandLine;
using JobRunner.Cli.Failures;
using JobRunner.Cli.Streaming;
using JobRunner.Cli.Threading;

namespace JobRunner.Cli.Verbs;

/// <summary><c>jobctl logs</c>.</summary>
internal sealed class LogsVerb : Verb
{
    private readonly Argument<string[]> _ids = IdArgument.Several();
    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "go on until the job has ended, and end with its exit code" };
    private readonly Option<int?> _tail = NumberValue.Option<int>("--tail", "N", "only the last N lines, then what comes", "-n");
    private readonly Option<long?> _from = NumberValue.Option<long>("--from", "OFFSET", "only from this byte of the output on");
    private readonly Option<OutputSources> _source;
    private readonly Option<bool> _timestamps = new("--timestamps", "-t") { Description = "the time of each line in front of it (UTC)" };
    private readonly Option<bool> _prefix = new("--prefix", "-p") { Description = "the job's id in front of each line; several jobs always have it" };

    public LogsVerb()
        : base("logs", "Show what jobs write, byte for byte.")
    {
        _source = new("--source")
        {
            HelpName = "STREAM",
            Description = "only one of the two: stdout or stderr",
            DefaultValueFactory = _ => OutputSources.All,
            CustomParser = result =>
            {
                switch (result.Tokens[^1].Value)
                {
                    case "stdout":
                        return OutputSources.StandardOutput;
                    case "stderr":
                        return OutputSources.StandardError;
                    default:
                        result.AddError($"'{result.Tokens[^1].Value}' is no stream; there are stdout and stderr");
                        return OutputSources.All;
                }
            },
        };
        _source.CompletionSources.Clear();
        _source.CompletionSources.Add("stdout", "stderr");
        foreach (var option in (Option[])[_follow, _tail, _from, _source, _timestamps, _prefix])
        {
            Add(option);
        }

        Add(_ids);
    }

    public override string Synopsis => "[OPTIONS] ID…";

    public override IReadOnlyList<string> Examples =>
    [
        "jobctl logs 3f2a1b0c > out.bin 2> err.bin",
        "jobctl logs -f --tail 20 3f2a",
        "jobctl logs -f --timestamps 3f2a 9c41",
    ];

    public override string Remarks =>
        """
        What the job wrote to its standard output comes out of ours, its standard error out of ours. Ctrl+C leaves the job alone.
        Exit codes with -f: as of 'jobctl run'; of several jobs, the first that isn't 0. Without -f: as in 'jobctl list --help'.
        """;

    protected override bool EndsAsJob(ParseResult arguments) => arguments.GetValue(_follow);

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var options = new OutputReadOptions
        {
            From = invocation.Value(_from),
            TailLines = invocation.Value(_tail),
            Follow = invocation.Value(_follow),
            Sources = invocation.Value(_source),
        };
        if (options is { From: not null, TailLines: not null })
        {
            throw CliException.Usage("--tail and --from both say where to begin: give one of them.");
        }

        var ids = await invocation.ResolveAsync(_ids);
        if (!options.Follow)
        {
            await ShowAsync(invocation, ids, options);
            return ExitCodes.Success;
        }

        // Asked for at once: when their output has ended, the jobs may be forgotten too.
        var ends = ids.Select(id => invocation.Jobs.WaitAsync(id)).ToList();
        Unawaited.Observe(ends);
        await ShowAsync(invocation, ids, options);
        return ExitCodes.Of(await Task.WhenAll(ends));
    }

    private async Task ShowAsync(Invocation invocation, IReadOnlyList<Guid> ids, OutputReadOptions options)
    {
        var timestamps = invocation.Value(_timestamps);
        if (ids is [var only] && !timestamps && !invocation.Value(_prefix))
        {
            await new RawOutput(invocation.Surroundings).CopyAsync(invocation.Jobs, only, options, CancellationToken.None);
            return;
        }

        var prefixes = new JobPrefixes(ids, isNeeded: ids.Count > 1 || invocation.Value(_prefix));
        var turn = new Lock();
        var copies = ids.Select(id => new Func<Task>(() =>
            new PrefixedOutput(invocation.Surroundings, prefixes, timestamps, turn).CopyAsync(invocation.Jobs, id, options, CancellationToken.None)));
        if (options.Follow)
        {
            await WhenAllOrOneFails([.. copies.Select(Task.Run)]);
            return;
        }

        // What is there already reads best one after the other.
        foreach (var copy in copies)
        {
            await copy();
        }
    }

    private static async Task WhenAllOrOneFails(List<Task> tasks)
    {
        // Of a pipe that is broken the others learn only when they write.
        Unawaited.Observe(tasks);
        while (tasks.Count > 0)
        {
            var next = await Task.WhenAny(tasks);
            await next;
            tasks.Remove(next);
        }
    }
}
