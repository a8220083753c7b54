using System.Runtime.CompilerServices;
using JobRunner.Jobs;
using JobRunner.Launching;
using JobRunner.Output;
using JobRunner.Output.Spooling;
using JobRunner.Specs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobRunner;

/// <summary>Runs jobs in this process. Disposing it stops them all.</summary>
public sealed class JobsManager : IJobsManager, IDisposable, IAsyncDisposable
{
    private readonly JobsManagerOptions _options;
    private readonly OutputLimits _outputLimits;
    private readonly TimeProvider _time;
    private readonly JobEvents _events;
    private readonly IProcessLauncher _launcher;
    private readonly IHostWatch? _hostWatch;
    private readonly JobRegistry _jobs = new();
    private readonly StartGate _starts = new();
    private readonly Lazy<Task> _disposal;
    private long _lastNumber;

    /// <summary>Makes a manager.</summary>
    /// <param name="options">How it works; null: the defaults. A copy is taken.</param>
    /// <param name="logger">Where it logs; null: nowhere.</param>
    /// <param name="timeProvider">The clock for times, grace and drain periods; null: the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it.</exception>
    /// <exception cref="PlatformNotSupportedException">
    /// <see cref="ProcessIsolation.Session"/> or <see cref="ProcessIsolation.Cgroup"/> is asked for and can't be had here; the message says why.
    /// </exception>
    public JobsManager(JobsManagerOptions? options = null, ILogger<JobsManager>? logger = null, TimeProvider? timeProvider = null)
    {
        _options = (options ?? new JobsManagerOptions()).CopyChecked();
        _outputLimits = new OutputLimits(
            _options.OutputMemoryPerJob, _options.MaxOutputPerJob, _options.SpoolDirectory, new SpoolBudget(_options.MaxSpooledOutput));
        _time = timeProvider ?? TimeProvider.System;
        _events = new JobEvents(logger ?? NullLogger<JobsManager>.Instance);
        _launcher = ProcessLauncher.Create(_options.Isolation);
        _hostWatch = _options.KillJobsWhenHostDies ? HostWatch.TryCreate(_launcher.CgroupFolder, _events.Unwatched) : null;
        _events.Launcher(_launcher.Name, isWatched: _hostWatch is not null);
        _disposal = new Lazy<Task>(StopAllAsync);
    }

    /// <inheritdoc/>
    public async Task<Guid> StartAsync(JobSpec spec, CancellationToken cancellationToken = default)
    {
        JobSpecRules.Check(spec);
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(!_starts.TryEnter(), this);
        try
        {
            var jobId = Guid.NewGuid();
            var created = JobLifecycle.Create(_time.GetUtcNow());
            var number = Interlocked.Increment(ref _lastNumber);
            var (process, watch) = await LaunchAsync(ResolvedSpec.For(spec, jobId)).ConfigureAwait(false);
            var job = new Job(jobId, number, spec, created, process, watch, new OutputLog(_outputLimits), _options, _time, _events);
            _jobs.Add(job);
            _ = job.RunAsync(); // Never fails; the job's end is its result.
            return jobId;
        }
        finally
        {
            _starts.Leave();
        }
    }

    /// <inheritdoc/>
    public ValueTask<JobStatus> QueryAsync(Guid jobId, CancellationToken cancellationToken = default)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.FromResult(Get(jobId).Status);
        }
        catch (Exception e) when (e is JobNotFoundException or ObjectDisposedException or OperationCanceledException)
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
        if (gracePeriod < TimeSpan.Zero || gracePeriod > JobsManagerOptions.LongestWait)
        {
            throw new ArgumentOutOfRangeException(
                nameof(gracePeriod), gracePeriod, $"A grace period must be from zero to {JobsManagerOptions.LongestWait}.");
        }

        var job = Get(jobId);
        job.RequestStop(EndReason.Stop, gracePeriod ?? job.GracePeriod);
        return await job.Finished.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task SignalAsync(Guid jobId, JobSignal signal, CancellationToken cancellationToken = default)
    {
        var number = signal.ToSignal();
        cancellationToken.ThrowIfCancellationRequested();
        var sent = Get(jobId).SignalAsync(number);
        _ = sent.ContinueWith(static task => task.Exception, TaskScheduler.Default); // Observed, also if the wait is cancelled.
        await sent.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(Guid jobId, CancellationToken cancellationToken = default)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var status = Get(jobId).Status;
            if (!status.IsFinished)
            {
                throw new InvalidJobStateException(
                    $"Job {jobId} has not finished, so it can't be removed: stop it or wait for it first.", jobId, status.State);
            }

            _jobs.Remove(jobId).Output.Abandon();
            return Task.CompletedTask;
        }
        catch (Exception e) when (e is JobRunnerException or ObjectDisposedException or OperationCanceledException)
        {
            return Task.FromException(e);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JobStatus> ListAsync(
        JobFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_starts.IsClosed, this);
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

    /// <summary>As <see cref="ReadOutputAsync"/>, for who is done with a chunk's data when it asks for the next one.</summary>
    internal OutputReading ReadPassingOutputAsync(Guid jobId, OutputReadOptions? options, CancellationToken cancellationToken) =>
        Read(jobId, options, isPassing: true, cancellationToken);

    private OutputReading Read(Guid jobId, OutputReadOptions? options, bool isPassing, CancellationToken cancellationToken)
    {
        options ??= OutputReadOptions.Default;
        options.Check();
        return new OutputReading(() => OpenOutput(jobId), options, isPassing, cancellationToken);
    }

    /// <summary>Finds a job's output, which is kept as long as it is read.</summary>
    private OutputLog OpenOutput(Guid jobId)
    {
        var log = Get(jobId).Output;
        return log.TryAddReader() ? log : throw new JobNotFoundException(jobId);
    }

    private async ValueTask<(IJobProcess Process, IHostWatchEntry? Watch)> LaunchAsync(ResolvedSpec spec)
    {
        // Before the start, so that there is no moment in which the host could die and the job live on.
        var watch = _hostWatch?.Enter(spec.JobId);
        IJobProcess? process = null;
        try
        {
            process = await _launcher.StartAsync(spec).ConfigureAwait(false);
            if (process.GroupId is { } group)
            {
                watch?.SetGroup(group);
            }

            return (process, watch);
        }
        catch
        {
            // Watched until nothing of it is left.
            using (watch)
            using (process)
            {
                await (process?.KillAsync(atLeisure: false) ?? Task.CompletedTask).ConfigureAwait(false);
            }

            throw;
        }
    }

    private Job Get(Guid jobId)
    {
        ObjectDisposedException.ThrowIf(_starts.IsClosed, this);
        return _jobs.Get(jobId);
    }

    // On the pool from the first step, so that Dispose may block on it wherever it is called.
    private Task StopAllAsync() => Task.Run(async () =>
    {
        await _starts.CloseAsync().ConfigureAwait(false);
        var jobs = _jobs.InOrder;
        foreach (var job in jobs)
        {
            job.RequestStop(EndReason.Stop, job.GracePeriod);
        }

        await Task.WhenAll(jobs.Select(job => job.Finished)).ConfigureAwait(false);
        foreach (var job in jobs)
        {
            job.Output.Abandon();
        }

        await _launcher.DisposeAsync().ConfigureAwait(false);
        if (_hostWatch is not null)
        {
            await _hostWatch.DisposeAsync().ConfigureAwait(false);
        }
    });
}
