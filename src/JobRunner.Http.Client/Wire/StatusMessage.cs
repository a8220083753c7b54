namespace JobRunner.Http.Client.Wire;

/// <summary>A status on the wire. A class of its own, because what an answer leaves out of a <see cref="JobStatus"/> would lose its default.</summary>
internal sealed class StatusMessage
{
    public required Guid Id { get; set; }

    public required string Command { get; set; }

    public IReadOnlyList<string> Arguments { get; set; } = [];

    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    public required JobState State { get; set; }

    public JobOutcome? Outcome { get; set; }

    public int? ExitCode { get; set; }

    public int? Signal { get; set; }

    public int? ProcessId { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public long OutputBytes { get; set; }

    public long OutputStart { get; set; }

    public bool OutputComplete { get; set; }

    public TimeSpan? CpuTime { get; set; }

    public long? PeakMemoryBytes { get; set; }

    public string? Error { get; set; }

    public JobStatus ToStatus() => new()
    {
        Id = Id,
        Command = Command,
        Arguments = Arguments,
        Labels = Labels,
        State = State,
        Outcome = Outcome,
        ExitCode = ExitCode,
        Signal = Signal,
        ProcessId = ProcessId,
        CreatedAt = CreatedAt,
        StartedAt = StartedAt,
        FinishedAt = FinishedAt,
        OutputBytes = OutputBytes,
        OutputStart = OutputStart,
        OutputComplete = OutputComplete,
        CpuTime = CpuTime,
        PeakMemoryBytes = PeakMemoryBytes,
        Error = Error,
    };
}
