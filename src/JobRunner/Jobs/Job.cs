using System.Diagnostics.CodeAnalysis;
using JobRunner.Interop;
using JobRunner.Launching;
using JobRunner.Output;
using JobRunner.Specs;
using JobRunner.Telemetry;
using JobRunner.Values;

namespace JobRunner.Jobs;

/// <summary>A job, from its admission until it is forgotten: its state, its output, its input, and what may be asked of it.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "They go with its end.")]
internal sealed class Job
{
    private readonly JobServices _services;
    private readonly string _command;
    private readonly IReadOnlyList<string> _arguments;
    private readonly IReadOnlyDictionary<string, string> _labels;
    private readonly TimeSpan? _timeout;
    private readonly JobSpan _span;
    private readonly StopDeadline _stop;
    private readonly long _createdAt;
    private readonly TaskCompletionSource<JobStatus> _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile JobLifecycle _lifecycle;
    private ResolvedSpec? _resolved;
    private JobRun? _run;
    private long _startedAt;

    /// <param name="spec">What was asked for.</param>
    /// <param name="resolved">What that means here.</param>
    /// <param name="span">Its span.</param>
    /// <param name="output">Where its output goes.</param>
    /// <param name="services">What it shares with others.</param>
    public Job(JobSpec spec, ResolvedSpec resolved, JobSpan span, OutputLog output, JobServices services)
    {
        Id = resolved.JobId;
        GracePeriod = spec.GracePeriod ?? services.Options.DefaultGracePeriod;
        Output = output;
        Input = new JobInput(Id, spec.KeepInputOpen);
        _command = spec.Command;
        _arguments = spec.Arguments;
        _timeout = spec.Timeout;
        _labels = spec.Owner is { } owner
            ? ValueDictionary<string>.Copy(new Dictionary<string, string>(spec.Labels) { [ReservedLabels.Owner] = owner })
            : spec.Labels;
        _resolved = resolved;
        _span = span;
        _services = services;
        _stop = new StopDeadline(services.Time);
        _createdAt = services.Time.GetTimestamp();
        _lifecycle = JobLifecycle.Create(default);
    }

    public Guid Id { get; }

    /// <summary>Its place in the order of creation, from its admission on.</summary>
    public long Number { get; set; }

    /// <summary>Its state. Only the table changes it.</summary>
    public JobLifecycle Lifecycle
    {
        get => _lifecycle;
        set => _lifecycle = value;
    }

    /// <summary>The grace that it has where a stop doesn't say.</summary>
    public TimeSpan GracePeriod { get; }

    public OutputLog Output { get; }

    public JobInput Input { get; }

    /// <summary>Completes with the final status.</summary>
    public Task<JobStatus> Finished => _finished.Task;

    public JobStatus Status => Finished.IsCompletedSuccessfully ? Finished.Result : StatusOf(_lifecycle);

    /// <summary>Starts its program, unless it was stopped before.</summary>
    /// <param name="hasWaited">Whether it was queued.</param>
    /// <returns>Whether it runs.</returns>
    /// <exception cref="JobStartException">The system refused; nothing is left.</exception>
    public async ValueTask<bool> TryStartAsync(bool hasWaited)
    {
        Change(static lifecycle => lifecycle.BeginStart());
        if (_lifecycle.State == JobState.Finished)
        {
            return false;
        }

        var time = _services.Time;
        var begin = time.GetTimestamp();
        if (hasWaited)
        {
            JobsMeter.RecordQueue(time.GetElapsedTime(_createdAt, begin));
        }

        var (process, watch) = await _services.Starter.StartAsync(_resolved!).ConfigureAwait(false);
        _resolved = null;
        var run = new JobRun(this, _timeout, process, watch, _stop, _services);
        try
        {
            _startedAt = time.GetTimestamp();
            var now = time.GetUtcNow();
            _run = run;
            Change(lifecycle => lifecycle.Start(process.Id, now));
        }
        catch
        {
            // The host's clock has failed: nothing of a job that isn't one may be left.
            await run.AbandonAsync().ConfigureAwait(false);
            throw;
        }

        Input.Open(process.StandardInput);
        JobsMeter.RecordStart(time.GetElapsedTime(begin, _startedAt));
        _span.Started(process.Id);
        _services.Log.Started(Id, process.Id);
        return true;
    }

    /// <summary>Lets the program that was started run to its end.</summary>
    public void Run()
    {
        // What the caller has in its context is not kept for as long as the job runs.
        using (ExecutionContext.SuppressFlow())
        {
            _ = _run!.RunAsync(); // Never fails; the job's end is its result.
        }
    }

    /// <summary>Kills the program that was started: it came too late to become a job.</summary>
    public async Task AbandonAsync()
    {
        Input.Dispose();
        await _run!.AbandonAsync().ConfigureAwait(false);
    }

    /// <summary>Its turn came, and it could not be started any more. Once it runs, or was given up, this does nothing.</summary>
    public void FailToStart(Exception exception)
    {
        if (_lifecycle.State != JobState.Queued)
        {
            return;
        }

        _services.Log.FailedToStart(Id, exception);
        var now = Now();
        Change(lifecycle => lifecycle.State == JobState.Queued ? lifecycle.FailToStart(exception.Message, now) : lifecycle);
    }

    /// <summary>Asks the job to end. On a finished job this does nothing.</summary>
    public void RequestStop(EndReason reason, TimeSpan grace)
    {
        if (_lifecycle.State != JobState.Finished)
        {
            _services.Log.StopRequested(Id, $"{reason}", grace);
            var now = Now();
            Change(lifecycle => lifecycle.RequestStop(reason, now));
            _stop.Request(grace);
        }
    }

    /// <summary>Its time is up. What has exited in time has its drain period, unless it is being stopped: then the earlier deadline counts.</summary>
    public void TimeOut()
    {
        if (_lifecycle is { Exit: null } or { State: JobState.Stopping })
        {
            RequestStop(EndReason.Timeout, GracePeriod);
        }
    }

    /// <summary>Sends a signal to all of the job.</summary>
    /// <exception cref="InvalidJobStateException">It doesn't run.</exception>
    public async Task SignalAsync(Signal signal)
    {
        // In this order: there is a run before the state is another than Queued.
        if (_lifecycle.State == JobState.Queued)
        {
            throw new InvalidJobStateException($"Job {Id} is queued, so that nothing is there to signal yet.", Id, JobState.Queued);
        }

        if (_run is not { } run)
        {
            throw new InvalidJobStateException($"Job {Id} has finished, so that nothing is left to signal.", Id, JobState.Finished);
        }

        await run.SignalAsync(signal).ConfigureAwait(false);
    }

    /// <summary>Its process has exited.</summary>
    public void RecordExit(ProcessExit exit) =>
        Change(lifecycle => lifecycle.State == JobState.Finished ? lifecycle : lifecycle.RecordExit(exit));

    /// <summary>All of its output has been read, or will not be.</summary>
    public void Finish(bool outputComplete, string? error)
    {
        var now = Now();
        Change(lifecycle => lifecycle.State == JobState.Finished ? lifecycle : lifecycle.Finish(outputComplete, error, now));
    }

    // A job that is there ends, even if the host's clock fails.
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The job's end is worth more than the host's clock.")]
    private DateTimeOffset Now()
    {
        try
        {
            return _services.Time.GetUtcNow();
        }
        catch (Exception)
        {
            return TimeProvider.System.GetUtcNow();
        }
    }

    private void Change(Func<JobLifecycle, JobLifecycle> transition)
    {
        if (_services.Table.Change(this, transition))
        {
            Conclude(StatusOf(_lifecycle));
        }
    }

    // The state first, then the end of the output, then its slot, then the waiters: who sees the output end sees a finished job, and who waited for it finds its
    // slot free.
    private void Conclude(JobStatus status)
    {
        Output.Complete();
        Input.Dispose();
        (_resolved, _run) = (null, null);
        var departure = _services.Table.Leave(this);
        _services.LetStart(departure.Next);
        _finished.SetResult(status);
        if (status.StartedAt is null)
        {
            _stop.Dispose();
        }
        else
        {
            Unharmed.By(() => JobsMeter.RecordRun(_services.Time.GetElapsedTime(_startedAt), status.Outcome!.Value));
        }

        _span.Finished(status);
        _services.Log.Finished(status);
        _services.Table.CleanUp(departure);
    }

    private JobStatus StatusOf(JobLifecycle lifecycle) => new()
    {
        Id = Id,
        Command = _command,
        Arguments = _arguments,
        Labels = _labels,
        State = lifecycle.State,
        Outcome = lifecycle.Outcome,
        ExitCode = lifecycle.Exit?.ExitCode,
        Signal = lifecycle.Exit?.Signal,
        CpuTime = lifecycle.Exit?.CpuTime,
        PeakMemoryBytes = lifecycle.Exit?.PeakMemoryBytes,
        ProcessId = lifecycle.ProcessId,
        CreatedAt = lifecycle.CreatedAt,
        StartedAt = lifecycle.StartedAt,
        FinishedAt = lifecycle.FinishedAt,
        OutputStart = Output.Start, // Before the length, which it never exceeds.
        OutputBytes = Output.Length,
        OutputComplete = lifecycle.OutputComplete,
        Error = lifecycle.Error,
    };
}
