using System.Text.Json.Serialization;

namespace JobRunner.Http.Wire;

/// <summary>The body of a stop.</summary>
internal sealed record StopRequest
{
    public TimeSpan? GracePeriod { get; init; }
}

/// <summary>The body of a signal.</summary>
internal sealed record SignalRequest
{
    [JsonConverter(typeof(SignalNameConverter))]
    public required JobSignal Signal { get; init; }
}

/// <summary>A page of a list.</summary>
internal sealed record JobPage
{
    public required IReadOnlyList<JobStatus> Jobs { get; init; }

    /// <summary>Where the next page begins; null: this is the last.</summary>
    public string? NextCursor { get; init; }
}

/// <summary>What stands at the root.</summary>
internal sealed record ServiceInfo
{
    public required string Service { get; init; }

    public required string Version { get; init; }

    public required string Client { get; init; }

    public required IReadOnlyList<string> Permissions { get; init; }

    public required IReadOnlyDictionary<string, string> Links { get; init; }
}

/// <summary>An <c>output</c> event.</summary>
internal sealed record OutputEvent
{
    public required OutputSource Source { get; init; }

    public required long Offset { get; init; }

    public required long Skipped { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The bytes, in base64.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }
}
