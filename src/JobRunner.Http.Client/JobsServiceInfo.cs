using JobRunner.Values;

namespace JobRunner.Http.Client;

/// <summary>What a server says of itself and of the caller.</summary>
public sealed record JobsServiceInfo
{
    /// <summary>The service's name, <c>JobRunner</c>.</summary>
    public required string Service { get; init; }

    /// <summary>The version of JobRunner there.</summary>
    public required string Version { get; init; }

    /// <summary>Who the caller is to the server: the CommonName of its certificate.</summary>
    public required string Client { get; init; }

    /// <summary>What the caller may do: some of <c>start</c>, <c>query</c>, <c>stop</c>, <c>input</c>, <c>output</c>, <c>all-jobs</c>.</summary>
    /// <value>A copy of what was given, never null.</value>
    public required IReadOnlyList<string> Permissions { get; init => field = ValueList<string>.Copy(value); }

    /// <summary>Where to go on, by name: <c>jobs</c>, <c>events</c>, <c>openapi</c>.</summary>
    /// <value>A copy of what was given, never null.</value>
    public required IReadOnlyDictionary<string, string> Links { get; init => field = ValueDictionary<string>.Copy(value); }

    /// <summary>Names the service, who the caller is to it and what it may do.</summary>
    public override string ToString() =>
        $"JobsServiceInfo {{ Service = {Service}, Version = {Version}, Client = {Client}, Permissions = {string.Join(", ", Permissions)} }}";
}
