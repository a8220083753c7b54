namespace JobRunner;

/// <summary>How jobs are set apart from the host and from each other.</summary>
public enum ProcessIsolation
{
    /// <summary><see cref="Session"/> where it can be had, else <see cref="None"/>.</summary>
    Auto,

    /// <summary>
    /// Each job is a session and a process group of its own from its first instant: signals reach all of it and nothing else, and the end of its
    /// process is known exactly. Linux 5.3 or later on x64 or arm64. On Windows: a process group and a job object of its own.
    /// </summary>
    Session,

    /// <summary>
    /// Jobs stay in the host's session and process group, so that a terminal's Ctrl+C reaches them too. On Windows each still has a job object of its own, but
    /// none can be asked to end: a stop kills at once. Elsewhere no <see cref="JobLimits"/> can be enforced: a start that asks for one fails.
    /// </summary>
    None,

    /// <summary>
    /// As <see cref="Session"/>, and each job is in a cgroup of its own before its program's first instruction, which nothing that it starts can
    /// leave: also what leaves the session, is re-parented, hides the marker in its environment and closes its streams ends with the job. A start costs about
    /// two milliseconds more, at times 15. Linux 5.14 or later, where the host may make cgroups (version 2) beside itself.
    /// </summary>
    Cgroup,
}
