using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace JobRunner.Http.Wire;

/// <summary>The query of a request, of which nothing is overlooked.</summary>
internal sealed class Query
{
    private readonly IQueryCollection _values;

    /// <exception cref="InvalidRequestException">It holds what is not known here.</exception>
    public Query(HttpRequest request, params ReadOnlySpan<string> known)
    {
        _values = request.Query;
        foreach (var name in _values.Keys)
        {
            if (!known.Contains(name))
            {
                throw new InvalidRequestException($"There is no '{name}' in the query here, {(known.IsEmpty ? "nor anything else" : $"only {string.Join(", ", known!)}")}.");
            }
        }
    }

    public StringValues All(string name) => _values[name];

    /// <exception cref="InvalidRequestException">It is there more than once.</exception>
    public string? One(string name) => _values[name] switch
    {
        { Count: 0 } => null,
        { Count: 1 } value => value[0],
        _ => throw new InvalidRequestException($"'{name}' is in the query more than once."),
    };

    /// <exception cref="InvalidRequestException">It is no such number.</exception>
    public long? Number(string name, long least, long most) =>
        One(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new InvalidRequestException($"'{name}' has to be a number from {least} to {most}.");

    /// <exception cref="InvalidRequestException">It is neither true nor false.</exception>
    public bool? Flag(string name) => One(name) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw new InvalidRequestException($"'{name}' has to be true or false."),
    };
}
