using System.Runtime.CompilerServices;

namespace JobRunner;

/// <summary>How a <see cref="JobsManager"/> works. Copied and checked when the manager is made; later changes have no effect.</summary>
public sealed class JobsManagerOptions
{
    // What a .NET timer can wait for.
    internal static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>How long a job that is asked to end may take before it is killed, where the stop itself doesn't say.</summary>
    /// <value>10 seconds by default; from zero (kill at once) to about 49 days.</value>
    public TimeSpan DefaultGracePeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a job's output may go on after its process has exited, held open by processes it left behind. Then these are
    /// killed and the output counts as not complete.
    /// </summary>
    /// <value>2 seconds by default; from zero to about 49 days.</value>
    public TimeSpan OutputDrainPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How jobs are set apart from the host and from each other.</summary>
    /// <value>
    /// <see cref="ProcessIsolation.Auto"/> by default. With <see cref="ProcessIsolation.Session"/> or <see cref="ProcessIsolation.Cgroup"/>, making a
    /// manager fails where that can't be had.
    /// </value>
    public ProcessIsolation Isolation { get; set; } = ProcessIsolation.Auto;

    /// <summary>Whether jobs are killed when the host dies without having stopped them, by SIGKILL say.</summary>
    /// <value>True by default. A watchdog, one <c>/bin/sh</c> for the whole manager, sees to it; on Linux only.</value>
    public bool KillJobsWhenHostDies { get; set; } = true;

    internal JobsManagerOptions CopyChecked()
    {
        if (!Enum.IsDefined(Isolation))
        {
            throw new ArgumentOutOfRangeException(
                nameof(Isolation), Isolation, $"{nameof(JobsManagerOptions)}.{nameof(Isolation)} must be Auto, Session, Cgroup or None.");
        }

        CheckWait(DefaultGracePeriod);
        CheckWait(OutputDrainPeriod);
        return (JobsManagerOptions)MemberwiseClone();
    }

    private static void CheckWait(TimeSpan value, [CallerArgumentExpression(nameof(value))] string property = "")
    {
        if (value < TimeSpan.Zero || value > LongestWait)
        {
            throw new ArgumentOutOfRangeException(
                property, value, $"{nameof(JobsManagerOptions)}.{property} must be from zero to {LongestWait}; it is {value}.");
        }
    }
}
