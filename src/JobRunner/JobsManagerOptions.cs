using System.Runtime.CompilerServices;
using JobRunner.Specs;

namespace JobRunner;

/// <summary>How a <see cref="JobsManager"/> works. Copied and checked when the manager is made; later changes have no effect.</summary>
public sealed class JobsManagerOptions
{
    private const long LeastOutputMemory = 4 * 1024;
    private const long MostOutputMemory = 1L << 40;

    /// <summary>How many jobs may run at once. Those that are started beyond that are queued.</summary>
    /// <value>Null by default: any number; from 1.</value>
    public int? MaxConcurrentJobs { get; set; }

    /// <summary>How many jobs may be queued. Further starts fail with <see cref="JobQueueFullException"/>.</summary>
    /// <value>1000 by default; from 0. Without <see cref="MaxConcurrentJobs"/> it means nothing.</value>
    public int MaxQueuedJobs { get; set; } = 1000;

    /// <summary>How long a job that is asked to end may take before it is killed, where neither the stop nor the job's spec says.</summary>
    /// <value>10 seconds by default; from zero (kill at once) to about 49 days.</value>
    public TimeSpan DefaultGracePeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a job's output may go on after its process has exited, held open by processes it left behind. Then these are
    /// killed and the output counts as not complete.
    /// </summary>
    /// <value>2 seconds by default; from zero to about 49 days.</value>
    public TimeSpan OutputDrainPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How much of each job's output is kept in memory, in bytes, what is noted beside it included. The rest goes to a spool file.</summary>
    /// <value>1 MiB by default; from 4 KiB to 1 TiB. Chunks that callers hold don't count.</value>
    public long OutputMemoryPerJob { get; set; } = 1024 * 1024;

    /// <summary>How much of each job's output is kept at all, in bytes. Then the oldest is dropped, and <see cref="OutputChunk.Skipped"/> tells.</summary>
    /// <value>Null by default: all of it; from 0.</value>
    public long? MaxOutputPerJob { get; set; }

    /// <summary>
    /// How much output of all jobs together is kept in spool files, in bytes, what is noted beside it included. A job that needs more drops its own oldest.
    /// </summary>
    /// <value>Null by default: as much as the disk holds; from 0.</value>
    public long? MaxSpooledOutput { get; set; }

    /// <summary>
    /// Where output goes that is not kept in memory: to files without a name, which only the host can read and of which nothing is left when it ends. On Windows they
    /// have a name while they are open, and other processes of the same user can read them. If the folder is missing or full when it is needed, jobs go on and what is lost is told.
    /// </summary>
    /// <value>/var/tmp by default on Linux, the temporary folder elsewhere. Not empty.</value>
    public string SpoolDirectory { get; set; } = OperatingSystem.IsLinux() ? "/var/tmp" : Path.GetTempPath();

    /// <summary>How many finished jobs are kept, with their output. Then the one that finished first is forgotten.</summary>
    /// <value>1000 by default; from 0: a job is forgotten as soon as it has finished.</value>
    /// <remarks>One whose output went to a spool file keeps two file descriptors of the host: where many do, lower this or raise the host's limit.</remarks>
    public int MaxFinishedJobs { get; set; } = 1000;

    /// <summary>How long a finished job is kept, with its output.</summary>
    /// <value>1 hour by default; from zero: it is forgotten at once. <see cref="TimeSpan.MaxValue"/>: however old.</value>
    public TimeSpan FinishedJobRetention { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How jobs are set apart from the host and from each other.</summary>
    /// <value>
    /// <see cref="ProcessIsolation.Auto"/> by default. With <see cref="ProcessIsolation.Session"/> or <see cref="ProcessIsolation.Cgroup"/>, making a
    /// manager fails where that can't be had.
    /// </value>
    public ProcessIsolation Isolation { get; set; } = ProcessIsolation.Auto;

    /// <summary>Whether jobs are killed when the host dies without having stopped them, by SIGKILL say.</summary>
    /// <value>
    /// True by default. On Linux a watchdog, one <c>/bin/sh</c> for the whole manager, sees to it, on Windows the kernel; elsewhere, and where
    /// <see cref="ProcessIsolation.Session"/> can't be had, nobody does. Where the watchdog can't be started, jobs run all the same and a warning is logged.
    /// </value>
    public bool KillJobsWhenHostDies { get; set; } = true;

    /// <summary>
    /// Whether a job may be a <c>.bat</c> or <c>.cmd</c> file on Windows. cmd.exe runs these, and parses the arguments once more, so that one which holds
    /// <c>&amp;</c> or <c>%</c> can make it run any command. Allow it only where all arguments are the host's own.
    /// </summary>
    /// <value>False by default: such a start fails with <see cref="JobStartException"/>. On other systems it means nothing.</value>
    public bool AllowBatchFiles { get; set; }

    internal JobsManagerOptions CopyChecked()
    {
        if (!Enum.IsDefined(Isolation))
        {
            throw new ArgumentOutOfRangeException(
                nameof(Isolation), Isolation, $"{nameof(JobsManagerOptions)}.{nameof(Isolation)} must be Auto, Session, Cgroup or None.");
        }

        CheckRange(MaxConcurrentJobs ?? 1, 1, int.MaxValue, nameof(MaxConcurrentJobs));
        CheckRange(MaxQueuedJobs, 0, int.MaxValue);
        CheckRange(MaxFinishedJobs, 0, int.MaxValue);
        CheckTime(FinishedJobRetention, TimeSpan.MaxValue);
        CheckRange(OutputMemoryPerJob, LeastOutputMemory, MostOutputMemory);
        CheckRange(MaxOutputPerJob ?? 0, 0, long.MaxValue, nameof(MaxOutputPerJob));
        CheckRange(MaxSpooledOutput ?? 0, 0, long.MaxValue, nameof(MaxSpooledOutput));
        if (string.IsNullOrEmpty(SpoolDirectory) || SpoolDirectory.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"{nameof(JobsManagerOptions)}.{nameof(SpoolDirectory)} must be the path of a folder; it is '{SpoolDirectory}'.", nameof(SpoolDirectory));
        }

        CheckTime(DefaultGracePeriod, CallRules.LongestWait);
        CheckTime(OutputDrainPeriod, CallRules.LongestWait);
        return (JobsManagerOptions)MemberwiseClone();
    }

    private static void CheckRange(long value, long least, long most, [CallerArgumentExpression(nameof(value))] string property = "")
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(
                property, value, $"{nameof(JobsManagerOptions)}.{property} must be from {least} to {most}; it is {value}.");
        }
    }

    private static void CheckTime(TimeSpan value, TimeSpan most, [CallerArgumentExpression(nameof(value))] string property = "")
    {
        if (value < TimeSpan.Zero || value > most)
        {
            throw new ArgumentOutOfRangeException(
                property, value, $"{nameof(JobsManagerOptions)}.{property} must be from zero to {most}; it is {value}.");
        }
    }
}
