using System.CommandLine;
using System.CommandLine.Help;
using JobRunner.Cli.Connection;
using JobRunner.Cli.Verbs;

namespace JobRunner.Cli.CommandLine;

/// <summary>All that can be typed.</summary>
internal sealed class Grammar
{
    private static readonly ParserConfiguration Parsing = new()
    {
        // A job's argument '@file' is the job's.
        ResponseFileTokenReplacer = null,
    };

    public Grammar(Surroundings surroundings)
    {
        Root = new RootCommand("Starts, follows and stops jobs of a JobRunner server.");
        Root.Directives.Clear();
        foreach (var option in Connection.All)
        {
            Root.Add(option);
        }

        Verb[] verbs =
        [
            new StartVerb(), new RunVerb(), new ListVerb(), new StatusVerb(), new LogsVerb(), new WaitVerb(), new StopVerb(), new SignalVerb(),
            new InputVerb(), new RemoveVerb(), new WatchVerb(), new WhoAmIVerb(), new CompletionVerb(), new CompleteVerb(this),
        ];
        foreach (var verb in verbs)
        {
            verb.SetAction(arguments => verb.RunAsync(arguments, surroundings, Connection));
            verb.AddIdCompletion(surroundings, Connection);
            Root.Add(verb);
        }

        Root.Options.OfType<HelpOption>().Single().Action = new HelpPage(this, surroundings.Screen);
        Root.Options.OfType<VersionOption>().Single().Action = new VersionLine(surroundings.Screen);
    }

    /// <summary>Exceptions and Ctrl+C are for <see cref="Jobctl"/> and the verbs: a verb that doesn't care dies of the signal, as programs do.</summary>
    public static InvocationConfiguration Invocation { get; } = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    public RootCommand Root { get; }

    public ConnectionOptions Connection { get; } = new();

    public ParseResult Parse(IReadOnlyList<string> arguments) => Root.Parse(
        arguments switch
        {
            [] => ["--help"],
            ["help", ..] => [.. arguments.Skip(1), "--help"],
            _ => arguments,
        },
        Parsing);
}
