namespace JobRunner.Values;

/// <summary>The variables in a job's environment by which its processes know, and are known.</summary>
internal static class JobMarkers
{
    public const string JobIdVariable = "JOBRUNNER_JOB_ID";
    public const string JobsVariable = "JOBRUNNER_JOBS";
    public const char Separator = ',';

    /// <summary>The ids of the jobs around this host; null: it is in none.</summary>
    public static string? OuterJobs => Environment.GetEnvironmentVariable(JobsVariable) is { Length: > 0 } jobs ? jobs : null;

    /// <summary>What <see cref="JobsVariable"/> says for a job of this host.</summary>
    public static string JobsOf(string jobId) => OuterJobs is { } jobs ? jobs + Separator + jobId : jobId;
}
