using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace JobRunner.Cli.CommandLine;

/// <summary>Numbers, with a complaint that people understand.</summary>
internal static class NumberValue
{
    public static Option<T?> Option<T>(string name, string value, string description, params string[] shortNames)
        where T : struct, INumber<T> => new(name, shortNames)
        {
            HelpName = value,
            Description = description,
            CustomParser = result =>
            {
                var text = result.Tokens[^1].Value;
                if (T.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                {
                    return number;
                }

                result.AddError($"'{text}' is no number that {name} could be");
                return null;
            },
        };
}
