namespace JobRunner;

/// <summary>Runs external programs as jobs: start, query, wait, stop, list, read the output.</summary>
/// <remarks>
/// All members may be called at any time from any thread. Cancelling a call ends the caller's wait, never the job.
/// A job is named by the UUID that <see cref="StartAsync"/> returned. Whoever implements it, to substitute or wrap one, need not fear new members: those that
/// are added later come with default implementations.
/// </remarks>
public interface IJobsManager
{
    /// <summary>
    /// Starts a program and returns once it runs or, where <see cref="JobsManagerOptions.MaxConcurrentJobs"/> run already, once it is queued: first in, first
    /// out.
    /// </summary>
    /// <param name="spec">What to run.</param>
    /// <param name="cancellationToken">Cancelled before the start: there is no job. After it: the id is returned.</param>
    /// <returns>The job's id, a UUID of version 4.</returns>
    /// <exception cref="ArgumentException">
    /// The spec is malformed: an empty command, a NUL, half of a surrogate pair, a null element, a bad or reserved name, a time or a limit out of its range.
    /// The message says which.
    /// </exception>
    /// <exception cref="JobStartException">
    /// This machine can't run it: the program is missing, a directory, not executable or lacks its interpreter, the
    /// working directory is missing, or a limit can't be enforced. No job is left behind. What changes while a job is queued makes its outcome
    /// <see cref="JobOutcome.FailedToStart"/>.
    /// </exception>
    /// <exception cref="JobQueueFullException"><see cref="JobsManagerOptions.MaxQueuedJobs"/> wait already. No job is left behind.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the start.</exception>
    /// <exception cref="ObjectDisposedException">The manager has been disposed.</exception>
    Task<Guid> StartAsync(JobSpec spec, CancellationToken cancellationToken = default);

    /// <summary>Gives a snapshot of a job.</summary>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The manager has been disposed.</exception>
    ValueTask<JobStatus> QueryAsync(Guid jobId, CancellationToken cancellationToken = default);

    /// <summary>Waits until a job has finished and gives its final status.</summary>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; the job goes on.</exception>
    /// <exception cref="ObjectDisposedException">The manager has been disposed.</exception>
    Task<JobStatus> WaitAsync(Guid jobId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Asks a job to end (SIGTERM, then SIGCONT), gives it the grace period, kills what is left of it, descendants included,
    /// and returns its final status. A finished job's status is returned as it is. On Windows asking is Ctrl+Break, and a job that it can't reach is killed at once.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="gracePeriod">
    /// From zero (kill at once) to about 49 days; null: the job's own, <see cref="JobSpec.GracePeriod"/>, else
    /// <see cref="JobsManagerOptions.DefaultGracePeriod"/>. Of several stops the earliest deadline counts, and all get the same answer.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait. The job is stopped all the same.</param>
    /// <exception cref="ArgumentOutOfRangeException">The grace period is negative, infinite or beyond its range.</exception>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The manager has been disposed.</exception>
    Task<JobStatus> StopAsync(Guid jobId, TimeSpan? gracePeriod = null, CancellationToken cancellationToken = default);

    /// <summary>Sends one signal to all of a job: its process group, where it has one of its own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such signal.</exception>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    /// <exception cref="InvalidJobStateException">The job has finished, or is queued.</exception>
    /// <exception cref="PlatformNotSupportedException">
    /// The system knows no such signal. On Windows SIGTERM, SIGINT and SIGQUIT are Ctrl+Break, SIGKILL ends the job, SIGCONT does nothing, and there are no others.
    /// On systems other than Linux and Windows there are SIGHUP, SIGINT, SIGQUIT, SIGKILL and SIGTERM, to the job's own process.
    /// </exception>
    /// <exception cref="IOException">There was no way to reach the job, which on Windows is so for programs without a console.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The manager has been disposed.</exception>
    Task SignalAsync(Guid jobId, JobSignal signal, CancellationToken cancellationToken = default);

    /// <summary>
    /// Forgets a finished job and its output. A reader that is under way still gets everything, or <see cref="JobNotFoundException"/>: never a short, normal
    /// end.
    /// </summary>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    /// <exception cref="InvalidJobStateException">The job has not finished.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled; nothing was removed.</exception>
    /// <exception cref="ObjectDisposedException">The manager has been disposed.</exception>
    Task RemoveAsync(Guid jobId, CancellationToken cancellationToken = default);

    /// <summary>Lists the jobs that match, a snapshot each, in order of creation.</summary>
    /// <param name="filter">Which jobs; null: all.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="OperationCanceledException">The listing was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The manager has been disposed.</exception>
    IAsyncEnumerable<JobStatus> ListAsync(JobFilter? filter = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Watches the jobs that match: first a snapshot of each, in order of creation, then each change of state, a job's states in their order.
    /// It ends when the manager has been disposed, or, with an exception, when it is cancelled.
    /// </summary>
    /// <remarks>
    /// A watcher that falls behind may miss states in between, never a job's last, and holds up nobody. What it has not seen is kept, one state for each
    /// job, forgotten ones included up to 65,536.
    /// </remarks>
    /// <param name="filter">Which jobs, in which state; null: all.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    /// <exception cref="WatchOverrunException">The watcher has missed the end of jobs that are forgotten by now.</exception>
    /// <exception cref="OperationCanceledException">The watching was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The manager had been disposed before it began.</exception>
    IAsyncEnumerable<JobStatus> WatchAsync(JobFilter? filter = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads what a job has written: every byte once and in order, from the beginning or from where the options say, live or
    /// after the end. Any number of readers may read at any time; a slow one holds up nobody, an idle one costs nothing.
    /// </summary>
    /// <param name="jobId">The job. An unknown one is reported by the first <c>MoveNextAsync</c>.</param>
    /// <param name="options">Where to begin, which streams, and whether to wait for more; null: everything, to the job's end.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentException">The options contradict each other; thrown at the call.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; thrown at the call.</exception>
    /// <exception cref="JobNotFoundException">There is no such job, or it was forgotten before all was read.</exception>
    /// <exception cref="IOException">What had been spooled can't be read.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The manager has been disposed.</exception>
    IAsyncEnumerable<OutputChunk> ReadOutputAsync(
        Guid jobId, OutputReadOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Writes to a job's standard input, and completes when all of it is in the pipe: a job that reads slowly, or is queued itself, holds up who writes to
    /// it. Calls are queued, in their order.
    /// </summary>
    /// <param name="jobId">A job whose spec says <see cref="JobSpec.KeepInputOpen"/>.</param>
    /// <param name="data">The bytes, not to be changed until the call has completed.</param>
    /// <param name="cancellationToken">Ends the writing; a part may have been written.</param>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    /// <exception cref="InvalidJobStateException">The job has finished, or its input is closed.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The manager has been disposed.</exception>
    Task WriteInputAsync(Guid jobId, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default);

    /// <summary>Ends a job's standard input, after what is still being written, once the job runs. Where it has ended already this does nothing.</summary>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled before the input was ended.</exception>
    /// <exception cref="ObjectDisposedException">The manager has been disposed.</exception>
    Task CloseInputAsync(Guid jobId, CancellationToken cancellationToken = default);
}
