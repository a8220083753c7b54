using System.Text.Json.Serialization;

namespace JobRunner.Http.Wire;

/// <summary>A problem on the wire.</summary>
internal sealed record Problem
{
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    public required string Detail { get; init; }

    /// <summary>The job that it is about. Never of one that isn't there, or isn't the caller's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? JobId { get; init; }

    /// <summary>The file that stood in the way of a start.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FileName { get; init; }

    /// <summary>What kept a job from being started: a <see cref="JobStartReason"/>, or what a newer server has besides.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>The state that the job was in.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JobState? State { get; init; }

    /// <summary>How many jobs may wait, where as many do.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxQueuedJobs { get; init; }

    /// <summary>The option that forbids it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Rule { get; init; }

    /// <summary>What the server's log knows the request by.</summary>
    public required string TraceId { get; init; }
}
