using System.CommandLine;
using System.Text;
using JobRunner.Cli.CommandLine;
using JobRunner.Cli.Completion;
using JobRunner.Cli.Failures;

namespace JobRunner.Cli.Verbs;

/// <summary><c>jobctl __complete -- WORD…</c>: what the last of the words could become, for the completion scripts; a tab, then what it is about.</summary>
internal sealed class CompleteVerb : Verb
{
    private readonly Grammar _grammar;
    private readonly Argument<string[]> _words = new("words") { HelpName = "WORD", Arity = ArgumentArity.ZeroOrMore };

    public CompleteVerb(Grammar grammar)
        : base("__complete", "Answer the completion scripts.")
    {
        _grammar = grammar;
        Hidden = true;
        Add(_words);
    }

    public override string Synopsis => "-- WORD…";

    public override IReadOnlyList<string> Examples => ["jobctl __complete -- logs ''"];

    protected override Task<int> RunAsync(Invocation invocation)
    {
        var lines = new StringBuilder();
        foreach (var item in new Completer(_grammar).Complete(invocation.Value(_words)))
        {
            lines.Append(item.InsertText ?? item.Label).Append(item.Detail is null ? "" : $"\t{item.Detail}").Append('\n');
        }

        invocation.Surroundings.Output.Write(Encoding.UTF8.GetBytes($"{lines}"));
        return Task.FromResult(ExitCodes.Success);
    }
}
