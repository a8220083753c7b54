using System.CommandLine;
using System.CommandLine.Invocation;
using JobRunner.Cli.Formatting;
using JobRunner.Cli.Verbs;

namespace JobRunner.Cli.CommandLine;

/// <summary>What <c>--help</c> answers: how a command goes, what can be said to it, and examples to paste.</summary>
internal sealed class HelpPage(Grammar grammar, Screen screen) : SynchronousCommandLineAction
{
    // Of a page that goes into a file.
    private const int UsualWidth = 120;

    private const string FirstSteps =
        """
        Connect to a server by options, by variables, or by a profile in ~/.config/jobctl/config.json:
          export JOBCTL_URL=https://localhost:8443
          export JOBCTL_CERT=client.pem JOBCTL_KEY=MyClient1.key JOBCTL_CACERT=ca.pem
          jobctl whoami

        Examples:
          jobctl run -- make test                       run it there as if it were here
          id=$(jobctl start -- ./backup.sh --full)      start it and go away
          jobctl logs -f $id                            see how it is doing
          jobctl list                                   see all

        An id may be shortened to its first characters, if no other job's begins so.
        'jobctl VERB --help' tells of one verb.
        """;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var columns = new HelpColumns(screen.Writer, screen.Terminal.IsTerminal ? screen.Width : UsualWidth);
        if (parseResult.CommandResult.Command is Verb verb)
        {
            Write(verb, columns);
        }
        else
        {
            WriteOverview(columns);
        }

        screen.Flush();
        return 0;
    }

    private void WriteOverview(HelpColumns columns)
    {
        screen.Writer.WriteLine($"{grammar.Root.Description}\n\nUsage: jobctl VERB [OPTIONS] …\n\nVerbs:");
        columns.Write(grammar.Root.Subcommands.Where(verb => !verb.Hidden).Select(verb => (verb.Name, verb.Description!)));
        screen.Writer.WriteLine("\nOptions:");
        columns.Write(Rows(grammar.Root.Options));
        screen.Writer.WriteLine();
        screen.Writer.WriteLine(FirstSteps);
    }

    private void Write(Verb verb, HelpColumns columns)
    {
        columns.WriteText(verb.Description!);
        screen.Writer.WriteLine($"\nUsage: jobctl {verb.Name} {verb.Synopsis}\n\nExamples:");
        foreach (var example in verb.Examples)
        {
            screen.Writer.WriteLine($"  {example}");
        }

        if (verb.Options.Count > 0)
        {
            screen.Writer.WriteLine("\nOptions:");
            columns.Write(Rows(verb.Options));
        }

        screen.Writer.WriteLine("\nOptions of every verb:");
        columns.Write(Rows(grammar.Root.Options));
        if (verb.Remarks is { } remarks)
        {
            screen.Writer.WriteLine();
            columns.WriteText(remarks);
        }
    }

    private static IEnumerable<(string Name, string Text)> Rows(IEnumerable<Option> options) =>
        options.Where(option => !option.Hidden).Select(option => (NameOf(option), option.Description ?? ""));

    private static string NameOf(Option option)
    {
        // The short name in a column of its own, if there is one.
        var shortName = option.Aliases.FirstOrDefault(alias => alias.Length == 2 && alias[0] == '-' && char.IsAsciiLetter(alias[1]));
        var value = option.HelpName is { } name && option.Arity.MaximumNumberOfValues > 0 ? $" {name}" : "";
        return $"{(shortName is null ? "   " : $"{shortName},")} {option.Name}{value}";
    }
}
