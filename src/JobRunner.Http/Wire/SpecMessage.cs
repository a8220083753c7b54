namespace JobRunner.Http.Wire;

/// <summary>The body of a start. A class of its own, because what a body leaves out of a <see cref="JobSpec"/> would lose its default.</summary>
internal sealed class SpecMessage
{
    public required string Command { get; set; }

    public IReadOnlyList<string> Arguments { get; set; } = [];

    public string? WorkingDirectory { get; set; }

    public IReadOnlyDictionary<string, string?> Environment { get; set; } = new Dictionary<string, string?>();

    public bool InheritEnvironment { get; set; } = true;

    public bool KeepInputOpen { get; set; }

    public TimeSpan? Timeout { get; set; }

    public TimeSpan? GracePeriod { get; set; }

    public JobLimits? Limits { get; set; }

    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    public JobSpec ToSpec() => new()
    {
        Command = Command,
        Arguments = Arguments,
        WorkingDirectory = WorkingDirectory,
        Environment = Environment,
        InheritEnvironment = InheritEnvironment,
        KeepInputOpen = KeepInputOpen,
        Timeout = Timeout,
        GracePeriod = GracePeriod,
        Limits = Limits,
        Labels = Labels,
    };
}
