using System.CommandLine;
using System.CommandLine.Parsing;

namespace JobRunner.Cli.CommandLine;

/// <summary>Options like <c>--label key=value</c>, as often as one likes; of two with the same key the last counts.</summary>
internal static class PairValue
{
    public static Option<Dictionary<string, string>> Option(string name, string shortName, string value, string description) => new(name, shortName)
    {
        HelpName = value,
        Description = description,
        CustomParser = result => Parse(result, missingValue: null),
    };

    /// <param name="result">What was typed.</param>
    /// <param name="missingValue">What a key without a value means; null: an error.</param>
    public static Dictionary<string, string> Parse(ArgumentResult result, Func<string, string?>? missingValue)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var token in result.Tokens)
        {
            var equals = token.Value.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                pairs[token.Value[..equals]] = token.Value[(equals + 1)..];
            }
            else if (equals < 0 && missingValue is not null)
            {
                // What isn't set here isn't set there.
                if (missingValue(token.Value) is { } here)
                {
                    pairs[token.Value] = here;
                }
            }
            else
            {
                result.AddError($"'{token.Value}' has to be like key=value");
            }
        }

        return pairs;
    }
}
