using System.CommandLine;

namespace JobRunner.Cli.CommandLine;

/// <summary>The options that say which jobs are meant, for the verbs that show many.</summary>
internal sealed class FilterOptions
{
    private readonly Option<JobState?> _state;
    private readonly Option<Dictionary<string, string>> _labels = PairValue.Option("--label", "-l", "K=V", "only jobs with this label; several: with all of them");

    public FilterOptions()
    {
        _state = new("--state", "-s")
        {
            HelpName = "STATE",
            Description = "only jobs in this state: queued, running, stopping or finished",
            CustomParser = result =>
            {
                var text = result.Tokens[^1].Value;
                if (EnumValue.Find<JobState>(text) is { } state)
                {
                    return state;
                }

                result.AddError($"'{text}' is no state; there are queued, running, stopping and finished");
                return null;
            },
        };
        _state.CompletionSources.Clear();
        _state.CompletionSources.Add("queued", "running", "stopping", "finished");
    }

    public void AddTo(Command verb)
    {
        verb.Add(_state);
        verb.Add(_labels);
    }

    public JobFilter Read(ParseResult arguments) => new() { State = arguments.GetValue(_state), Labels = arguments.GetValue(_labels) };
}
