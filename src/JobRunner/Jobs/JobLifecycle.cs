using JobRunner.Launching;

namespace JobRunner.Jobs;

/// <summary>
/// The state machine of a job: a value that never changes; each transition gives the next one. It has no clock and does nothing.
/// </summary>
internal sealed record JobLifecycle
{
    private JobLifecycle()
    {
    }

    public required DateTimeOffset CreatedAt { get; init; }

    public JobState State { get; private init; }

    /// <summary>Whether a queued job's start has begun, so that it can't be stopped before the program runs.</summary>
    public bool IsStarting { get; private init; }

    /// <summary>The first reason for the end; null as long as there is none.</summary>
    public EndReason? Reason { get; private init; }

    public JobOutcome? Outcome { get; private init; }

    public int? ProcessId { get; private init; }

    public ProcessExit? Exit { get; private init; }

    public DateTimeOffset? StartedAt { get; private init; }

    public DateTimeOffset? FinishedAt { get; private init; }

    public bool OutputComplete { get; private init; }

    public string? Error { get; private init; }

    public static JobLifecycle Create(DateTimeOffset now) => new() { CreatedAt = now, State = JobState.Queued };

    /// <summary>Queued, its turn: unless it was stopped before.</summary>
    public JobLifecycle BeginStart() => State == JobState.Queued ? this with { IsStarting = true } : this;

    /// <summary>Queued → Running: the program runs. Or Stopping, where that was asked for meanwhile.</summary>
    public JobLifecycle Start(int processId, DateTimeOffset now)
    {
        Expect(JobState.Queued);
        return this with
        {
            State = Reason is null ? JobState.Running : JobState.Stopping,
            IsStarting = false,
            ProcessId = processId,
            StartedAt = now,
        };
    }

    /// <summary>Queued → Finished: the program could not be started. There is no output, and all of it was read.</summary>
    public JobLifecycle FailToStart(string error, DateTimeOffset now)
    {
        Expect(JobState.Queued);
        return this with
        {
            State = JobState.Finished,
            IsStarting = false,
            Outcome = Reason is { } reason ? OutcomeOf(reason, exit: null) : JobOutcome.FailedToStart,
            FinishedAt = now,
            OutputComplete = true,
            Error = error,
        };
    }

    /// <summary>
    /// Running → Stopping, or Queued → Finished, without ever having been started. While its start is under way the request is only noted. Where the job is
    /// stopping or has finished, a further one changes nothing. A process that has exited already keeps that as its reason.
    /// </summary>
    public JobLifecycle RequestStop(EndReason reason, DateTimeOffset now) => State switch
    {
        JobState.Queued when IsStarting => this with { Reason = Reason ?? reason },
        JobState.Queued => this with
        {
            State = JobState.Finished,
            Reason = reason,
            Outcome = OutcomeOf(reason, exit: null),
            FinishedAt = now,
            OutputComplete = true,
        },
        JobState.Running => this with { State = JobState.Stopping, Reason = Reason ?? reason },
        _ => this,
    };

    /// <summary>Running or Stopping: the process has exited. The job goes on until its output is read.</summary>
    public JobLifecycle RecordExit(ProcessExit exit)
    {
        Expect(JobState.Running, JobState.Stopping);
        return Exit is null
            ? this with { Exit = exit, Reason = Reason ?? EndReason.Exit }
            : throw new InvalidOperationException("A process exits once.");
    }

    /// <summary>Running or Stopping → Finished. Without an exit, the process outlasted even SIGKILL.</summary>
    public JobLifecycle Finish(bool outputComplete, string? error, DateTimeOffset now)
    {
        Expect(JobState.Running, JobState.Stopping);
        return this with
        {
            State = JobState.Finished,
            Outcome = OutcomeOf(Reason ?? EndReason.Exit, Exit),
            FinishedAt = now,
            OutputComplete = outputComplete,
            Error = error,
        };
    }

    private static JobOutcome OutcomeOf(EndReason reason, ProcessExit? exit) => reason switch
    {
        EndReason.Stop => JobOutcome.Stopped,
        EndReason.Timeout => JobOutcome.TimedOut,
        _ => exit?.Signal is null ? JobOutcome.Exited : JobOutcome.Signaled,
    };

    private void Expect(params ReadOnlySpan<JobState> states)
    {
        if (!states.Contains(State))
        {
            throw new InvalidOperationException($"A job that is {State} can't do that.");
        }
    }
}
