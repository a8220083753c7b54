using Spectre.Console;

namespace JobRunner.Cli.Formatting;

/// <summary>A job's state in words and in colour.</summary>
internal static class JobWords
{
    private const int LastShownSignal = 31;

    // signal(7), numbered as on Linux.
    private static readonly string[] Signals =
    [
        "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM",
        "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    /// <summary>For a column.</summary>
    public static string State(JobStatus job) => (job.State, job.Outcome) switch
    {
        (JobState.Queued, _) => "queued",
        (JobState.Running, _) => "running",
        (JobState.Stopping, _) => "stopping",
        (_, JobOutcome.Signaled) => job.Signal is { } signal ? SignalName(signal) : "signaled",
        (_, JobOutcome.Stopped) => "stopped",
        (_, JobOutcome.TimedOut) => "timed out",
        (_, JobOutcome.FailedToStart) => "not started",
        _ => job.ExitCode is { } code ? $"exited {code}" : "exited",
    };

    /// <summary>How a job has ended, for a sentence.</summary>
    public static string Outcome(JobStatus job)
    {
        var end = job.Outcome switch
        {
            JobOutcome.Signaled => $"ended by {(job.Signal is { } signal ? SignalName(signal) : "a signal")}",
            JobOutcome.Stopped when job.StartedAt is null => "stopped before it was started",
            JobOutcome.Stopped => $"stopped{EndOf(job)}",
            JobOutcome.TimedOut => $"timed out{EndOf(job)}",
            JobOutcome.FailedToStart => "could not be started",
            _ => job.ExitCode is { } code ? $"exited with {code}" : "exited, nobody knows how",
        };
        return job.FinishedAt - job.StartedAt is { } duration ? $"{end} after {Words.Exactly(duration)}" : end;
    }

    public static Style Style(JobStatus job) => (job.State, job.Outcome) switch
    {
        (JobState.Queued, _) => new Style(Color.Blue),
        (JobState.Running, _) => new Style(Color.Green),
        (JobState.Stopping, _) => new Style(Color.Yellow),
        (_, JobOutcome.Exited) when job.ExitCode == 0 => new Style(decoration: Decoration.Dim),
        (_, JobOutcome.Stopped) => new Style(Color.Yellow, decoration: Decoration.Dim),
        _ => new Style(Color.Red),
    };

    /// <summary>How long it has run, or ran; null: it was never started.</summary>
    public static TimeSpan? Duration(JobStatus job, DateTimeOffset now) => (job.FinishedAt ?? now) - job.StartedAt;

    private static string EndOf(JobStatus job) => job switch
    {
        { Signal: { } signal } => $", ended by {SignalName(signal)}",
        { ExitCode: { } code } => $", exited with {code}",
        _ => "",
    };

    private static string SignalName(int signal) => signal is > 0 and <= LastShownSignal ? Signals[signal] : $"signal {signal}";
}
