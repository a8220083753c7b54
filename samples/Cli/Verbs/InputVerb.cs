using System.CommandLine;
using System.Text;
using JobRunner.Cli.CommandLine;
using JobRunner.Cli.Failures;
using JobRunner.Cli.Streaming;

namespace JobRunner.Cli.Verbs;

/// <summary><c>jobctl input</c>.</summary>
internal sealed class InputVerb : Verb
{
    private readonly Argument<string> _id = IdArgument.One();
    private readonly Option<string[]> _lines = new("--line", "-l") { HelpName = "TEXT", Description = "write this line instead of what standard input holds; several: one after the other" };
    private readonly Option<bool> _end = new("--eof") { Description = "then end the job's input" };

    public InputVerb()
        : base("input", "Write to a job's standard input.")
    {
        Add(_lines);
        Add(_end);
        Add(_id);
    }

    public override string Synopsis => "[OPTIONS] ID";

    public override IReadOnlyList<string> Examples =>
        ["id=$(jobctl start --keep-stdin -- sort)", "jobctl input $id < names.txt", "jobctl input --line 'one more' --eof $id"];

    public override string Remarks => "The job has to be started with --keep-stdin. Its input stays open until --eof. Exit codes: as in 'jobctl list --help'.";

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var id = await invocation.ResolveAsync(_id);
        if (invocation.Value(_lines) is { Length: > 0 } lines)
        {
            foreach (var line in lines)
            {
                await invocation.Jobs.WriteInputAsync(id, Encoding.UTF8.GetBytes(line + '\n'));
            }
        }
        else
        {
            await PassOnAsync(invocation, id);
        }

        if (invocation.Value(_end))
        {
            await invocation.Jobs.CloseInputAsync(id);
        }

        return ExitCodes.Success;
    }

    private static Task PassOnAsync(Invocation invocation, Guid id)
    {
        if (invocation.Surroundings.InputIsTerminal)
        {
            invocation.Surroundings.Messages.Say("what you type goes to the job, line by line; Ctrl+D ends it");
        }

        return new InputPump(invocation.Jobs, invocation.Surroundings.Input).WriteAllAsync(id, CancellationToken.None);
    }
}
