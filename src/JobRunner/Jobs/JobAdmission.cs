using System.Diagnostics.CodeAnalysis;
using JobRunner.Output;
using JobRunner.Output.Spooling;
using JobRunner.Specs;
using JobRunner.Telemetry;

namespace JobRunner.Jobs;

/// <summary>How a job comes to be: resolved, then started at once or when it is its turn. Once this is closed, nobody comes in.</summary>
internal sealed class JobAdmission
{
    private readonly StartGate _gate = new();
    private readonly JobTable _jobs;
    private readonly JobServices _services;
    private readonly OutputLimits _outputLimits;

    /// <param name="options">Checked.</param>
    /// <param name="starter">What starts their processes.</param>
    /// <param name="jobs">Where they are listed.</param>
    /// <param name="time">The manager's clock.</param>
    /// <param name="log">The manager's log.</param>
    public JobAdmission(JobsManagerOptions options, JobStarter starter, JobTable jobs, TimeProvider time, JobsLog log)
    {
        _jobs = jobs;
        _services = new JobServices(options, starter, jobs, time, log, LetStart);
        _outputLimits = new OutputLimits(options.OutputMemoryPerJob, options.MaxOutputPerJob, options.SpoolDirectory, new SpoolBudget(options.MaxSpooledOutput));
    }

    /// <inheritdoc cref="StartGate.IsClosed"/>
    public bool IsClosed => _gate.IsClosed;

    /// <inheritdoc cref="StartGate.CloseAsync"/>
    public Task CloseAsync() => _gate.CloseAsync();

    /// <param name="spec">What to run.</param>
    /// <param name="isRead">Whether the job's output has a reader from the beginning.</param>
    /// <param name="cancellationToken">Heeded until the start begins.</param>
    public async Task<Job> StartAsync(JobSpec spec, bool isRead, CancellationToken cancellationToken)
    {
        JobSpecRules.Check(spec);
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(!_gate.TryEnter(), typeof(JobsManager));
        JobSpan? span = null;
        var jobId = Guid.NewGuid();
        try
        {
            span = JobSpan.Start(jobId, spec.Command);
            _services.Log.Requested(jobId, spec);
            var resolved = ResolvedSpec.For(spec, jobId, span.Variables);
            var job = new Job(spec, resolved, span, new OutputLog(_outputLimits), _services);
            if (isRead)
            {
                job.Output.TryAddReader();
            }

            await StartOrQueueAsync(job, resolved, cancellationToken).ConfigureAwait(false);
            return job;
        }
        catch (Exception e)
        {
            span?.Refused(e);
            _services.Log.Refused(jobId, e);
            throw;
        }
        finally
        {
            _gate.Leave();
        }
    }

    private async ValueTask StartOrQueueAsync(Job job, ResolvedSpec resolved, CancellationToken cancellationToken)
    {
        if (!_jobs.TryAdmit(job))
        {
            // A start that can be tried at once needs no such checks.
            _services.Starter.Check(resolved);
            cancellationToken.ThrowIfCancellationRequested();
            if (!_jobs.Admit(job))
            {
                _services.Log.Queued(job.Id);
                return;
            }
        }

        try
        {
            await job.TryStartAsync(hasWaited: false).ConfigureAwait(false);
            if (!_jobs.TryList(job))
            {
                await job.AbandonAsync().ConfigureAwait(false);
                throw new ObjectDisposedException(nameof(JobsManager));
            }
        }
        catch
        {
            var departure = _jobs.Leave(job);
            LetStart(departure.Next);
            _jobs.CleanUp(departure);
            throw;
        }

        job.Run();
    }

    // Not in the context of whoever made room for it.
    private void LetStart(Job? next)
    {
        if (next is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static state => _ = state.Admission.StartQueuedAsync(state.Next), (Admission: this, Next: next), preferLocal: false);
        }
    }

    /// <summary>Starts a job whose turn it is. When the manager is being disposed, it stays queued, to be stopped.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "It is the job's outcome.")]
    private async Task StartQueuedAsync(Job job)
    {
        if (!_gate.TryEnter())
        {
            return;
        }

        try
        {
            if (await job.TryStartAsync(hasWaited: true).ConfigureAwait(false))
            {
                job.Run();
            }
        }
        catch (Exception e)
        {
            job.FailToStart(e);
        }
        finally
        {
            _gate.Leave();
        }
    }
}
