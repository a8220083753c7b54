using System.Diagnostics;

namespace JobRunner.Telemetry;

/// <summary>The span of a job, from its start being asked for to its end, where anybody listens.</summary>
internal sealed class JobSpan
{
    public const string SourceName = "JobRunner";
    public const string SpanName = "job";
    public const string JobIdTag = "jobrunner.job.id";
    public const string CommandTag = "process.command";
    public const string ProcessIdTag = "process.pid";
    public const string ExitCodeTag = "process.exit.code";
    public const string OutcomeTag = JobsMeter.OutcomeTag;
    public const string StartedEvent = "started";

    private static readonly ActivitySource Source = new(SourceName, typeof(JobSpan).Assembly.GetName().Version?.ToString());

    private Activity? _activity;

    private JobSpan()
    {
    }

    /// <summary>What the program is told, so that its own spans join: variables of its environment, or that it has not.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Variables
    {
        get
        {
            if (_activity is { IdFormat: ActivityIdFormat.W3C, Id: { } id })
            {
                yield return new("TRACEPARENT", id);
                yield return new("TRACESTATE", string.IsNullOrEmpty(_activity.TraceStateString) ? null : _activity.TraceStateString);
            }
        }
    }

    /// <summary>Begins a span below the caller's, which stays the current one.</summary>
    public static JobSpan Start(Guid jobId, string command)
    {
        var span = new JobSpan();
        var current = Activity.Current;
        Unharmed.By(() => span._activity = Source.StartActivity(SpanName)?.SetTag(JobIdTag, $"{jobId}").SetTag(CommandTag, command));
        Unharmed.By(() => Activity.Current = current);
        return span;
    }

    public void Started(int processId) => Unharmed.By(() => _activity?.SetTag(ProcessIdTag, processId).AddEvent(new ActivityEvent(StartedEvent)));

    public void Finished(JobStatus status) => Unharmed.By(() =>
    {
        _activity?.SetTag(OutcomeTag, $"{status.Outcome}").SetTag(ExitCodeTag, status.ExitCode);
        End(status.Outcome == JobOutcome.FailedToStart ? status.Error : null);
    });

    /// <summary>There is no job after all.</summary>
    public void Refused(Exception exception) => Unharmed.By(() => End(exception.Message));

    // A non-zero exit is data, not an error.
    private void End(string? fault)
    {
        if (fault is not null)
        {
            _activity?.SetStatus(ActivityStatusCode.Error, fault);
        }

        _activity?.Stop();
        _activity = null; // Its caller's spans hang on it.
    }
}
