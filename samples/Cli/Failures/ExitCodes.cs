namespace JobRunner.Cli.Failures;

/// <summary>What jobctl ends with. <c>run</c>, <c>wait</c> and <c>logs -f</c> end with their job's own exit code instead.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>What has no number of its own.</summary>
    public const int Failure = 1;
    public const int Usage = 2;
    public const int NoSuchJob = 3;
    public const int NotPermitted = 4;
    public const int Unreachable = 5;
    public const int WrongState = 6;

    // As timeout(1), env(1) and the shells have them.
    public const int TimedOut = 124;

    /// <summary>jobctl's own failure, where every other number may be the job's.</summary>
    public const int OwnFailure = 125;
    public const int NotExecutable = 126;
    public const int NotFound = 127;

    /// <summary>128+n tells of signal n; 13 is SIGPIPE, of which any other program would have died.</summary>
    public const int BrokenPipe = 128 + 13;

    /// <summary>128+2, SIGINT: Ctrl+C.</summary>
    public const int Interrupted = 128 + 2;

    /// <summary>Of a start that failed.</summary>
    public static int Of(JobStartReason reason) => reason switch
    {
        JobStartReason.CommandNotFound => NotFound,
        JobStartReason.CommandNotExecutable => NotExecutable,
        _ => Failure,
    };

    /// <summary>A finished job's. One that has none had no process: its status says why.</summary>
    public static int Of(JobStatus status) => status.Outcome switch
    {
        JobOutcome.TimedOut => TimedOut,
        _ => status.ExitCode ?? OwnFailure,
    };

    /// <summary>Of several jobs: the first that isn't 0.</summary>
    public static int Of(IEnumerable<JobStatus> statuses) => statuses.Select(Of).FirstOrDefault(code => code != Success);
}
