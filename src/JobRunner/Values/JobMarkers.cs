namespace JobRunner.Values;

/// <summary>The variables in a job's environment by which its processes know, and are known.</summary>
internal static class JobMarkers
{
    public const string JobIdVariable = "JOBRUNNER_JOB_ID";
    public const string JobsVariable = "JOBRUNNER_JOBS";
    public const char Separator = ',';
}
