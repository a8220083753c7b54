using Microsoft.Extensions.Logging;

namespace JobRunner.Telemetry;

/// <summary>What is logged of jobs: arguments at trace level only, never a variable, a label or a word of output.</summary>
internal sealed partial class JobsLog(ILogger logger)
{
    public void Started(Guid jobId, int processId) => Unharmed.By(() => LogStarted(jobId, processId));

    public void Finished(JobStatus status) =>
        Unharmed.By(() => LogFinished(status.Id, status.Outcome, status.ExitCode, status.OutputBytes, status.Error));

    public void LeftBehind(Guid jobId, string fault) => Unharmed.By(() => LogLeftBehind(jobId, fault));

    public void NotAsked(Guid jobId, string fault) => Unharmed.By(() => LogNotAsked(jobId, fault));

    public void Failed(Guid jobId, Exception exception) => Unharmed.By(() => LogFailed(jobId, exception));

    public void Launcher(string name, bool isWatched) => Unharmed.By(() => LogLauncher(name, isWatched));

    public void Unwatched(Exception exception) => Unharmed.By(() => LogUnwatched(exception));

    public void Queued(Guid jobId) => Unharmed.By(() => LogQueued(jobId));

    public void Requested(Guid jobId, JobSpec spec) => Unharmed.By(() =>
    {
        if (logger.IsEnabled(LogLevel.Trace))
        {
            LogRequested(jobId, spec.Command, string.Join(' ', spec.Arguments));
        }
    });

    public void Refused(Guid jobId, Exception exception) => Unharmed.By(() => LogRefused(jobId, exception.Message));

    public void FailedToStart(Guid jobId, Exception exception) => Unharmed.By(() => LogFailedToStart(jobId, exception));

    public void StopRequested(Guid jobId, string reason, TimeSpan grace) => Unharmed.By(() => LogStopRequested(jobId, reason, grace));

    public void Forgotten(Guid jobId, bool isEvicted) => Unharmed.By(() => LogForgotten(jobId, isEvicted));

    [LoggerMessage(1, LogLevel.Information, "Job {JobId} runs as process {ProcessId}")]
    private partial void LogStarted(Guid jobId, int processId);

    [LoggerMessage(2, LogLevel.Information,
        "Job {JobId} finished: {Outcome}, exit code {ExitCode}, {OutputBytes} bytes of output, error: {Error}")]
    private partial void LogFinished(Guid jobId, JobOutcome? outcome, int? exitCode, long outputBytes, string? error);

    [LoggerMessage(3, LogLevel.Warning, "Job {JobId} left something behind. {Fault}")]
    private partial void LogLeftBehind(Guid jobId, string fault);

    [LoggerMessage(4, LogLevel.Error, "Job {JobId} ended by a fault of JobRunner's")]
    private partial void LogFailed(Guid jobId, Exception exception);

    [LoggerMessage(5, LogLevel.Debug, "Jobs are started by {Launcher}; killed when the host dies: {IsWatched}")]
    private partial void LogLauncher(string launcher, bool isWatched);

    [LoggerMessage(6, LogLevel.Warning, "The watchdog could not be started or did not last: until another does, jobs would outlive a host that is killed")]
    private partial void LogUnwatched(Exception exception);

    [LoggerMessage(7, LogLevel.Debug, "Job {JobId} waits for a slot")]
    private partial void LogQueued(Guid jobId);

    [LoggerMessage(8, LogLevel.Trace, "Job {JobId} is to run {Command} {Arguments}")]
    private partial void LogRequested(Guid jobId, string command, string arguments);

    [LoggerMessage(9, LogLevel.Debug, "Job {JobId} was not started: {Fault}")]
    private partial void LogRefused(Guid jobId, string fault);

    [LoggerMessage(10, LogLevel.Warning, "Job {JobId} could not be started any more when its turn came")]
    private partial void LogFailedToStart(Guid jobId, Exception exception);

    [LoggerMessage(11, LogLevel.Debug, "Job {JobId} is asked to end ({Reason}), with {GracePeriod} of grace")]
    private partial void LogStopRequested(Guid jobId, string reason, TimeSpan gracePeriod);

    [LoggerMessage(12, LogLevel.Debug, "Job {JobId} and its output are forgotten; evicted by retention: {IsEvicted}")]
    private partial void LogForgotten(Guid jobId, bool isEvicted);

    [LoggerMessage(13, LogLevel.Warning, "Job {JobId} could not be asked to end, or be watched while it did, and is killed: {Fault}")]
    private partial void LogNotAsked(Guid jobId, string fault);
}
