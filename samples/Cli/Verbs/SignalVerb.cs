using System.CommandLine;
using JobRunner.Cli.CommandLine;
using JobRunner.Cli.Jobs;

namespace JobRunner.Cli.Verbs;

/// <summary><c>jobctl signal</c>.</summary>
internal sealed class SignalVerb : Verb
{
    private readonly Argument<JobSignal> _signal;
    private readonly Argument<string[]> _ids = IdArgument.Several();

    public SignalVerb()
        : base("signal", "Send a signal to all processes of jobs.")
    {
        _signal = new("signal")
        {
            HelpName = "SIGNAL",
            CustomParser = result =>
            {
                var text = result.Tokens[^1].Value;
                if ((EnumValue.Find<JobSignal>(text) ?? EnumValue.Find<JobSignal>($"SIG{text}")) is { } signal)
                {
                    return signal;
                }

                result.AddError($"'{text}' is no signal; there are {string.Join(", ", Names)}");
                return default;
            },
        };
        _signal.CompletionSources.Clear();
        _signal.CompletionSources.Add([.. Names]);
        Add(_signal);
        Add(_ids);
    }

    public override string Synopsis => "SIGNAL ID…";

    public override IReadOnlyList<string> Examples => ["jobctl signal HUP 3f2a", "jobctl signal SIGSTOP 3f2a; jobctl signal SIGCONT 3f2a"];

    public override string Remarks => $"Signals: {string.Join(", ", Names)}. Exit codes: as in 'jobctl list --help'.";

    private static IEnumerable<string> Names => Enum.GetNames<JobSignal>().Select(name => name[3..]);

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var ids = await invocation.ResolveAsync(_ids);
        return await new EachJob(invocation.Surroundings.Messages).DoAsync(ids, id => invocation.Jobs.SignalAsync(id, invocation.Value(_signal)));
    }
}
