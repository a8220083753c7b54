namespace JobRunner.Http;

/// <summary>The names of what a client may be allowed to do, see <see cref="JobsHttpOptions.Clients"/>.</summary>
public static class JobsPermissions
{
    /// <summary>To start jobs.</summary>
    public const string Start = "start";

    /// <summary>To list, query, wait for and watch jobs.</summary>
    public const string Query = "query";

    /// <summary>To stop, signal and remove jobs.</summary>
    public const string Stop = "stop";

    /// <summary>To write to jobs.</summary>
    public const string Input = "input";

    /// <summary>To read what jobs write.</summary>
    public const string Output = "output";

    /// <summary>To do what its other permissions allow with everybody's jobs; alone it allows nothing.</summary>
    public const string AllJobs = "all-jobs";
}
