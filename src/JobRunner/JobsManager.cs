using System.Runtime.CompilerServices;
using JobRunner.Interop;
using JobRunner.Jobs;
using JobRunner.Launching;
using JobRunner.Output;
using JobRunner.Specs;
using JobRunner.Telemetry;
using JobRunner.Threading;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobRunner;

/// <summary>Runs jobs in this process. Disposing it stops them all.</summary>
public sealed class JobsManager : IJobsManager, IDisposable, IAsyncDisposable
{
    private readonly JobTable _jobs;
    private readonly JobAdmission _admission;
    private readonly Lazy<Task> _disposal;

    /// <summary>Makes a manager.</summary>
    /// <param name="options">How it works; null: the defaults. A copy is taken.</param>
    /// <param name="logger">Where it logs; null: nowhere.</param>
    /// <param name="timeProvider">The clock for times, grace and drain periods; null: the system's.</param>
    /// <exception cref="ArgumentException"><see cref="JobsManagerOptions.SpoolDirectory"/> is empty or can't be a path.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it.</exception>
    /// <exception cref="PlatformNotSupportedException">
    /// <see cref="ProcessIsolation.Session"/> or <see cref="ProcessIsolation.Cgroup"/> is asked for and can't be had here; the message says why.
    /// </exception>
    public JobsManager(JobsManagerOptions? options = null, ILogger<JobsManager>? logger = null, TimeProvider? timeProvider = null)
    {
        var checkedOptions = (options ?? new JobsManagerOptions()).CopyChecked();
        var time = timeProvider ?? TimeProvider.System;
        var log = new JobsLog(logger ?? NullLogger<JobsManager>.Instance);

        // What its maker has in its context is not kept for as long as the manager lives.
        using var noContext = ExecutionContext.SuppressFlow();
        var launcher = ProcessLauncher.Create(checkedOptions);
        var hostWatch = checkedOptions.KillJobsWhenHostDies ? HostWatch.TryCreate(launcher.Cgroups, log.Unwatched) : null;
        _jobs = new JobTable(checkedOptions, time, log);
        var starter = new JobStarter(launcher, hostWatch);
        _admission = new JobAdmission(checkedOptions, starter, _jobs, time, log);
        _disposal = new Lazy<Task>(() => new JobsShutdown(_admission, _jobs, starter) { StartPatience = StartPatience }.RunAsync());
        log.Launcher(launcher.Name, isWatched: hostWatch is not null || launcher.AreJobsKilledWithHost);
    }

    /// <inheritdoc/>
    public async Task<Guid> StartAsync(JobSpec spec, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return (await _admission.StartAsync(spec, isRead: false, cancellationToken).ConfigureAwait(false)).Id;
    }

    /// <inheritdoc/>
    public ValueTask<JobStatus> QueryAsync(Guid jobId, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<JobStatus>(cancellationToken);
        }

        try
        {
            return ValueTask.FromResult(Get(jobId).Status);
        }
        catch (Exception e) when (e is JobNotFoundException or ObjectDisposedException)
        {
            return ValueTask.FromException<JobStatus>(e);
        }
    }

    /// <inheritdoc/>
    public async Task<JobStatus> WaitAsync(Guid jobId, CancellationToken cancellationToken = default) =>
        await Get(jobId).Finished.WaitAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<JobStatus> StopAsync(
        Guid jobId, TimeSpan? gracePeriod = null, CancellationToken cancellationToken = default)
    {
        CallRules.CheckGracePeriod(gracePeriod);
        var job = Get(jobId);
        job.RequestStop(EndReason.Stop, gracePeriod ?? job.GracePeriod);
        return await job.Finished.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task SignalAsync(Guid jobId, JobSignal signal, CancellationToken cancellationToken = default)
    {
        CallRules.CheckSignal(signal);
        var number = (Signal)signal;
        cancellationToken.ThrowIfCancellationRequested();
        var sent = Get(jobId).SignalAsync(number);
        sent.Observe();
        await sent.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(Guid jobId, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        try
        {
            ObjectDisposedException.ThrowIf(_admission.IsClosed, this);
            _jobs.Remove(jobId);
            return Task.CompletedTask;
        }
        catch (Exception e) when (e is JobRunnerException or ObjectDisposedException)
        {
            return Task.FromException(e);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JobStatus> ListAsync(
        JobFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_admission.IsClosed, this);
        foreach (var job in _jobs.InOrder)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var status = job.Status;
            if (filter is null || filter.Matches(status))
            {
                yield return status;
            }
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JobStatus> WatchAsync(
        JobFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_admission.IsClosed, this);
        var watcher = _jobs.Watch(filter);
        try
        {
            while (await watcher.NextAsync(cancellationToken).ConfigureAwait(false) is { } status)
            {
                yield return status;
            }
        }
        finally
        {
            _jobs.Unwatch(watcher);
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<OutputChunk> ReadOutputAsync(
        Guid jobId, OutputReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        return Read(jobId, options, isPassing: false, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task WriteInputAsync(Guid jobId, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        var job = Get(jobId);
        await job.Input.WriteAsync(data, () => job.Status.State, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task CloseInputAsync(Guid jobId, CancellationToken cancellationToken = default) =>
        await Get(jobId).Input.CloseAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>As <see cref="DisposeAsync"/>, blocking until all jobs have ended.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>
    /// Stops all jobs in parallel, each with its grace period. Those who wait for a job get its final
    /// status, those who read get its output to the end; every later call throws <see cref="ObjectDisposedException"/>.
    /// </summary>
    public ValueTask DisposeAsync() => new(_disposal.Value);

    /// <summary>How long disposal waits for starts under way: as long as for any other look at a system that may not answer.</summary>
    internal TimeSpan StartPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>All that it has, for tests.</summary>
    internal JobTable Table => _jobs;

    /// <summary>As <see cref="ReadOutputAsync"/>, for who is done with a chunk's data when it asks for the next one.</summary>
    internal OutputReading ReadPassingOutputAsync(Guid jobId, OutputReadOptions? options, CancellationToken cancellationToken) =>
        Read(jobId, options, isPassing: true, cancellationToken);

    /// <summary>Starts a job of which the caller gets the end and all output, even if it is forgotten before the caller looks.</summary>
    internal async Task<(Guid JobId, Task<JobStatus> End, OutputReading Output)> StartReadAsync(JobSpec spec, CancellationToken cancellationToken)
    {
        var job = await _admission.StartAsync(spec, isRead: true, cancellationToken).ConfigureAwait(false);
        return (job.Id, job.Finished, new OutputReading(() => job.Output, OutputReadOptions.Default, isPassing: true, cancellationToken));
    }

    private OutputReading Read(Guid jobId, OutputReadOptions? options, bool isPassing, CancellationToken cancellationToken)
    {
        options ??= OutputReadOptions.Default;
        CallRules.CheckReading(options);
        return new OutputReading(() => OpenOutput(jobId), options, isPassing, cancellationToken);
    }

    /// <summary>Finds a job's output, which is kept as long as it is read.</summary>
    private OutputLog OpenOutput(Guid jobId)
    {
        var log = Get(jobId).Output;
        return log.TryAddReader() ? log : throw new JobNotFoundException(jobId);
    }

    private Job Get(Guid jobId)
    {
        ObjectDisposedException.ThrowIf(_admission.IsClosed, this);
        return _jobs.Get(jobId);
    }
}
