using System.CommandLine;
using System.CommandLine.Completions;
using JobRunner.Cli.CommandLine;

namespace JobRunner.Cli.Completion;

/// <summary>What a word could become: by the grammar, and by what its options and arguments know of.</summary>
internal sealed class Completer(Grammar grammar)
{
    /// <param name="words">What stands behind <c>jobctl</c>, up to the cursor; the last is the one to complete, and may be empty.</param>
    public IEnumerable<CompletionItem> Complete(IReadOnlyList<string> words)
    {
        var word = words.Count > 0 ? words[^1] : "";
        var before = words.SkipLast(1).ToList();
        if (before.Contains("--"))
        {
            // The job's own words: nothing that we know of.
            return [];
        }

        var parsed = before.Count > 0 ? grammar.Parse(before) : grammar.Root.Parse([]);
        var command = parsed.CommandResult.Command;
        return Candidates(parsed, command, before.LastOrDefault(), word)
            .Where(item => (item.InsertText ?? item.Label).StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(item => item.InsertText);
    }

    private IEnumerable<CompletionItem> Candidates(ParseResult parsed, Command command, string? previous, string word)
    {
        var context = parsed.GetCompletionContext();
        var options = command.Options.Concat(grammar.Root.Options).Where(option => !option.Hidden).Distinct().ToList();
        if (options.FirstOrDefault(option => option.Name == previous || option.Aliases.Contains(previous!)) is { Arity.MinimumNumberOfValues: > 0 } open)
        {
            return ItemsOf(open.CompletionSources, context);
        }

        if (word.StartsWith('-'))
        {
            return options.Select(option => new CompletionItem(option.Name, insertText: option.Name, detail: option.Description));
        }

        return command.Subcommands.Count > 0
            ? command.Subcommands.Where(verb => !verb.Hidden).Select(verb => new CompletionItem(verb.Name, insertText: verb.Name, detail: verb.Description))
            : ItemsOf(ArgumentAt(parsed, command)?.CompletionSources ?? [], context);
    }

    /// <summary>The first argument that has not got all that it takes.</summary>
    private static Argument? ArgumentAt(ParseResult parsed, Command command) =>
        command.Arguments.FirstOrDefault(argument => (parsed.GetResult(argument)?.Tokens.Count ?? 0) < argument.Arity.MaximumNumberOfValues);

    private static IEnumerable<CompletionItem> ItemsOf(
        IEnumerable<Func<CompletionContext, IEnumerable<CompletionItem>>> sources, CompletionContext context) =>
        sources.SelectMany(source => source(context));
}
