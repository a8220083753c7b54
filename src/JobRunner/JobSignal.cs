using System.Diagnostics.CodeAnalysis;

namespace JobRunner;

/// <summary>A signal to send to a job; signal(7).</summary>
/// <remarks>The values are Linux' numbers, as <see cref="JobStatus.Signal"/> has them there.</remarks>
[SuppressMessage("Design", "CA1008:Enums should have zero value", Justification = "No signal has the number 0.")]
[SuppressMessage("Naming", "CA1707:Identifiers should not contain underscores", Justification = "Named as PosixSignal is.")]
public enum JobSignal
{
    /// <summary>Hang-up; to many services: read your configuration again.</summary>
    SIGHUP = 1,

    /// <summary>Interrupt, as by Ctrl+C.</summary>
    SIGINT = 2,

    /// <summary>Quit, as by Ctrl+\.</summary>
    SIGQUIT = 3,

    /// <summary>Kill; it can't be ignored. The job's outcome is <see cref="JobOutcome.Signaled"/>.</summary>
    SIGKILL = 9,

    /// <summary>For the program's own use.</summary>
    SIGUSR1 = 10,

    /// <summary>For the program's own use.</summary>
    SIGUSR2 = 12,

    /// <summary>Terminate: a request, without <see cref="IJobsManager.StopAsync"/>'s deadline.</summary>
    SIGTERM = 15,

    /// <summary>Go on after <see cref="SIGSTOP"/>.</summary>
    SIGCONT = 18,

    /// <summary>Pause until <see cref="SIGCONT"/>.</summary>
    SIGSTOP = 19,
}
