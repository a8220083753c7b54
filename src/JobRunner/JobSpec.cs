using System.Diagnostics.CodeAnalysis;
using JobRunner.Values;

namespace JobRunner;

/// <summary>What to run. Checked when the job is started, not when the spec is made.</summary>
public sealed record JobSpec
{
    /// <summary>Makes a spec to be filled by its initialiser.</summary>
    public JobSpec()
    {
    }

    /// <summary>Makes a spec from a command line: <c>new JobSpec("ping", "-c", "3", "127.0.0.1")</c>.</summary>
    /// <param name="command">See <see cref="Command"/>.</param>
    /// <param name="arguments">See <see cref="Arguments"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="arguments"/> is null.</exception>
    [SetsRequiredMembers]
    public JobSpec(string command, params IReadOnlyList<string> arguments)
    {
        Command = command;
        Arguments = arguments;
    }

    /// <summary>
    /// The program. A name is looked up on the job's own PATH only; a path with a slash is relative to the job's working
    /// directory.
    /// </summary>
    public required string Command { get; init; }

    /// <summary>The program's arguments, argv[1] and on, handed over as they are: never through a shell, never re-split.</summary>
    /// <value>A copy of what was given; empty by default, never null.</value>
    public IReadOnlyList<string> Arguments { get; init => field = ValueList<string>.Copy(value); } = ValueList<string>.Empty;

    /// <summary>The directory in which the program starts; it must exist. A relative path is relative to the host's. Null, the default: the host's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables added to what is inherited; a null value removes the variable.</summary>
    /// <value>A copy of what was given; empty by default, never null.</value>
    /// <remarks>
    /// Every job's environment also holds <c>JOBRUNNER_JOB_ID</c>, its id, and <c>JOBRUNNER_JOBS</c>, its id and those of the
    /// jobs around it, separated by commas. These two can be neither set nor removed. Where a span is recorded for the job, it also holds
    /// <c>TRACEPARENT</c> and what belongs to it, unless these are set or removed here.
    /// </remarks>
    public IReadOnlyDictionary<string, string?> Environment
    {
        get;
        init => field = ValueDictionary<string?>.Copy(value);
    } = ValueDictionary<string?>.Empty;

    /// <summary>Whether the job inherits the host's environment. True by default; false starts from an empty one.</summary>
    public bool InheritEnvironment { get; init; } = true;

    /// <summary>
    /// Whether <see cref="IJobsManager.WriteInputAsync"/> feeds the job's standard input. False, the default: it is at end of file from the start.
    /// </summary>
    public bool KeepInputOpen { get; init; }

    /// <summary>
    /// How long the job may run, counted from its process's start; then it is stopped, and its outcome is
    /// <see cref="JobOutcome.TimedOut"/>. More than zero, up to about 49 days. Null, the default: as long as it likes.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// How long this job may take to end when it is stopped, where the stop itself doesn't say. From zero (kill at once) to about 49 days.
    /// Null, the default: <see cref="JobsManagerOptions.DefaultGracePeriod"/>.
    /// </summary>
    public TimeSpan? GracePeriod { get; init; }

    /// <summary>What the job may use. Null, the default: what the host may.</summary>
    public JobLimits? Limits { get; init; }

    /// <summary>The host's own words on the job, which <see cref="JobFilter"/> matches on.</summary>
    /// <value>A copy of what was given; empty by default, never null. Names that begin with <c>jobrunner.</c> are reserved.</value>
    public IReadOnlyDictionary<string, string> Labels
    {
        get;
        init => field = ValueDictionary<string>.Copy(value);
    } = ValueDictionary<string>.Empty;

    /// <summary>Whose job it is, which becomes its label <c>jobrunner.owner</c>; null: nobody's in particular. For JobRunner's own front ends.</summary>
    internal string? Owner { get; init; }

    /// <summary>Names the command and how much goes with it, but no argument, variable or label: those may be secret.</summary>
    public override string ToString() =>
        $"JobSpec {{ Command = {Command}, Arguments = {Arguments.Count}, Environment = {Environment.Count}, Labels = {Labels.Count} }}";
}
