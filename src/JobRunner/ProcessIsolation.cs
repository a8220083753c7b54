namespace JobRunner;

/// <summary>How jobs are set apart from the host and from each other.</summary>
public enum ProcessIsolation
{
    /// <summary><see cref="Session"/> where it can be had, else <see cref="None"/>.</summary>
    Auto,

    /// <summary>
    /// Each job is a session and a process group of its own from its first instant: signals reach all of it and nothing else, and the end of its
    /// process is known exactly. Linux 5.3 or later on x64 or arm64.
    /// </summary>
    Session,

    /// <summary>Jobs stay in the host's session and process group, so that a terminal's Ctrl+C reaches them too.</summary>
    None,
}
