using System.CommandLine;
using System.CommandLine.Parsing;
using JobRunner.Cli.Verbs;

namespace JobRunner.Cli.CommandLine;

/// <summary>Says what is wrong with a command line, and what would be right.</summary>
internal static class UsageFault
{
    // Further apart than this two words aren't each other's misspelling.
    private const int MostSlips = 2;

    public static string Explain(ParseResult parsed, ParseError error)
    {
        if (parsed.CommandResult.Command is not Verb verb)
        {
            var word = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
            return word is null ? "A verb is missing: 'jobctl --help' lists all." : UnknownVerb(word, parsed.RootCommandResult.Command);
        }

        if (LacksDashes(parsed))
        {
            return MissingDashes(verb);
        }

        if (parsed.UnmatchedTokens is [var unknown, ..])
        {
            return $"'{unknown}' means nothing to 'jobctl {verb.Name}'. Usage: jobctl {verb.Name} {verb.Synopsis}.";
        }

        var message = error.SymbolResult is ArgumentResult { Tokens.Count: 0 } argument && argument.Parent is CommandResult
            ? $"{argument.Argument.HelpName} is missing"
            : error.Message.TrimEnd('.');
        return $"{message}. Usage: jobctl {verb.Name} {verb.Synopsis}.";
    }

    /// <summary>Whether options follow a command without <c>--</c> in between: the job's, most likely, and <c>grep -e</c> must not set a variable.</summary>
    public static bool LacksDashes(ParseResult parsed)
    {
        if (parsed.CommandResult.Command is not ICommandVerb verb || parsed.GetResult(verb.CommandArgument) is not { Tokens: [var first, ..] })
        {
            return false;
        }

        var behind = parsed.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash && !ReferenceEquals(token, first)).ToList();
        return behind is [{ Type: not TokenType.DoubleDash }, ..] && behind.Any(token => token.Type == TokenType.Option || token.Value.StartsWith('-'));
    }

    public static string MissingDashes(Command verb) =>
        $"What belongs to the job has to stand behind '--': jobctl {verb.Name} [OPTIONS] -- COMMAND [ARGUMENT…].";

    private static string UnknownVerb(string word, Command root)
    {
        if (word.StartsWith('-'))
        {
            return $"There is no option '{word}': 'jobctl --help' lists all.";
        }

        var nearest = root.Subcommands.Where(verb => !verb.Hidden).MinBy(verb => Distance(verb.Name, word))!;
        var guess = Distance(nearest.Name, word) <= MostSlips ? $"Did you mean '{nearest.Name}'? " : "";
        return $"There is no verb '{word}'. {guess}'jobctl --help' lists all.";
    }

    // Levenshtein's.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
