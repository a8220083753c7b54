using System.Diagnostics.CodeAnalysis;

namespace JobRunner;

/// <summary>A signal to send to a job; signal(7).</summary>
[SuppressMessage("Naming", "CA1707:Identifiers should not contain underscores", Justification = "Named as PosixSignal is.")]
public enum JobSignal
{
    /// <summary>Hang-up; to many services: read your configuration again.</summary>
    SIGHUP,

    /// <summary>Interrupt, as by Ctrl+C.</summary>
    SIGINT,

    /// <summary>Quit, as by Ctrl+\.</summary>
    SIGQUIT,

    /// <summary>Kill; it can't be ignored. The job's outcome is <see cref="JobOutcome.Signaled"/>.</summary>
    SIGKILL,

    /// <summary>For the program's own use.</summary>
    SIGUSR1,

    /// <summary>For the program's own use.</summary>
    SIGUSR2,

    /// <summary>Terminate: a request, without <see cref="IJobsManager.StopAsync"/>'s deadline.</summary>
    SIGTERM,

    /// <summary>Go on after <see cref="SIGSTOP"/>.</summary>
    SIGCONT,

    /// <summary>Pause until <see cref="SIGCONT"/>.</summary>
    SIGSTOP,
}
