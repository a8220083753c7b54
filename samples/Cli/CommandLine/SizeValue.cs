using System.Buffers;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace JobRunner.Cli.CommandLine;

/// <summary>Sizes as people write them: <c>4096</c>, <c>64K</c>, <c>512M</c> (also <c>MB</c>, <c>MiB</c>), <c>1.5G</c>. A K is 1024 bytes.</summary>
internal static class SizeValue
{
    private const string Units = "KMGT";
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    public static Option<long?> Option(string name, string description) => new(name)
    {
        HelpName = "SIZE",
        Description = description,
        CustomParser = Parse,
    };

    public static long? Parse(string text)
    {
        var digits = text.AsSpan().IndexOfAnyExcept(Digits);
        var number = digits < 0 ? text : text[..digits];
        var unit = text[number.Length..].ToUpperInvariant();
        var power = unit is [_] or [_, 'B'] or [_, 'I', 'B'] ? Units.IndexOf(unit[0], StringComparison.Ordinal) + 1 : 0;
        if ((power == 0 && unit is not ("" or "B")) || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
        {
            return null;
        }

        var bytes = count * Math.Pow(1024, power);
        return bytes < long.MaxValue ? (long)bytes : null;
    }

    private static long? Parse(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (Parse(text) is { } bytes)
        {
            return bytes;
        }

        result.AddError($"'{text}' is no size; write it like 512M or 1.5G");
        return null;
    }
}
