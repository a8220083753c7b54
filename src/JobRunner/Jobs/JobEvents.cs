using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace JobRunner.Jobs;

/// <summary>What is logged of jobs: never an argument, a variable, or a word of output.</summary>
internal sealed partial class JobEvents(ILogger logger)
{
    public void Started(Guid jobId, int processId) => Log(() => LogStarted(jobId, processId));

    public void Finished(JobStatus status) =>
        Log(() => LogFinished(status.Id, status.Outcome, status.ExitCode, status.OutputBytes, status.Error));

    public void LeftBehind(Guid jobId, string fault) => Log(() => LogLeftBehind(jobId, fault));

    public void Failed(Guid jobId, Exception exception) => Log(() => LogFailed(jobId, exception));

    public void Launcher(string name, bool isWatched) => Log(() => LogLauncher(name, isWatched));

    public void Unwatched(Exception exception) => Log(() => LogUnwatched(exception));

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A logger's fault is not the job's.")]
    private static void Log(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e)
        {
            // There is no logger left to tell.
            System.Diagnostics.Debug.WriteLine(e);
        }
    }

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

    [LoggerMessage(6, LogLevel.Warning, "The watchdog could not be started: jobs would outlive a host that is killed")]
    private partial void LogUnwatched(Exception exception);
}
