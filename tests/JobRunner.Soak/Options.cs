using System.Globalization;

namespace JobRunner.Soak;

/// <summary>A verb, then <c>--name number</c> in any order.</summary>
internal sealed class Options
{
    private static readonly string[] Names = ["minutes", "seed", "workers", "worker", "episode", "jobs"];

    private readonly Dictionary<string, int> _values = [];

    public Options(string[] arguments)
    {
        var rest = arguments.AsSpan();
        if (rest is [{ } verb, ..] && !verb.StartsWith('-'))
        {
            Verb = verb;
            rest = rest[1..];
        }

        for (; rest is [{ } name, { } value, ..]; rest = rest[2..])
        {
            _values[Names.SingleOrDefault(known => $"--{known}" == name) ?? throw new FormatException($"There is no '{name}'.")] =
                int.Parse(value, CultureInfo.InvariantCulture);
        }

        if (rest is [{ } last, ..])
        {
            throw new FormatException($"'{last}' needs a number.");
        }
    }

    public string Verb { get; } = "";

    public int Get(string name, int otherwise) => TryGet(name) ?? otherwise;

    public int? TryGet(string name) => _values.TryGetValue(name, out var value) ? value : null;
}
