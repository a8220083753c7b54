using System.Diagnostics.Metrics;

namespace JobRunner.Telemetry;

/// <summary>The metrics of all managers in this process.</summary>
internal static class JobsMeter
{
    public const string Name = "JobRunner";
    public const string OutcomeTag = "jobrunner.job.outcome";

    private const string Jobs = "{job}";
    private const string Bytes = "By";
    private const string Seconds = "s";

    private static readonly JobOutcome[] Outcomes = Enum.GetValues<JobOutcome>();
    private static readonly KeyValuePair<string, object?>[] OutcomeTags = [.. Outcomes.Select(outcome => KeyValuePair.Create(OutcomeTag, (object?)$"{outcome}"))];
    private static readonly long[] Finished = new long[Outcomes.Length];

    private static readonly Meter Meter = new(Name, typeof(JobsMeter).Assembly.GetName().Version?.ToString());
    private static readonly Histogram<double> QueueDuration = Meter.CreateHistogram<double>(
        "jobrunner.job.queue.duration", Seconds, "How long a queued job waited until its start began.");
    private static readonly Histogram<double> StartDuration = Meter.CreateHistogram<double>(
        "jobrunner.job.start.duration", Seconds, "How long it took from the beginning of a start to the running program.");
    private static readonly Histogram<double> RunDuration = Meter.CreateHistogram<double>(
        "jobrunner.job.run.duration", Seconds, "How long a job ran, from its process's start to its finish, by outcome.");

    private static long _running;
    private static long _queued;
    private static long _started;
    private static long _outputBytes;
    private static long _droppedBytes;
    private static long _spooledBytes;

    // Observed, so that no listener's code runs on a job's thread.
    static JobsMeter()
    {
        Meter.CreateObservableUpDownCounter("jobrunner.jobs.running", static () => Volatile.Read(ref _running), Jobs, "Jobs that run or are stopping.");
        Meter.CreateObservableUpDownCounter("jobrunner.jobs.queued", static () => Volatile.Read(ref _queued), Jobs, "Jobs that wait for a slot.");
        Meter.CreateObservableCounter("jobrunner.jobs.started", static () => Volatile.Read(ref _started), Jobs, "Jobs whose program ran.");
        Meter.CreateObservableCounter("jobrunner.jobs.finished", ObserveFinished, Jobs, "Jobs that have finished, by outcome.");
        Meter.CreateObservableCounter("jobrunner.output.read", static () => Volatile.Read(ref _outputBytes), Bytes, "Output read from jobs, kept or not.");
        Meter.CreateObservableCounter("jobrunner.output.dropped", static () => Volatile.Read(ref _droppedBytes), Bytes, "Output no longer kept, of jobs that still were.");
        Meter.CreateObservableCounter("jobrunner.output.spooled", static () => Volatile.Read(ref _spooledBytes), Bytes, "Output written to spool files.");
    }

    /// <summary>A job has come to a state.</summary>
    /// <param name="before">Null: it is new.</param>
    /// <param name="now">The state.</param>
    /// <param name="outcome">Of a finished one.</param>
    public static void Count(JobState? before, JobState now, JobOutcome? outcome)
    {
        Interlocked.Add(ref _queued, (now == JobState.Queued ? 1 : 0) - (before == JobState.Queued ? 1 : 0));
        Interlocked.Add(ref _running, (IsRunning(now) ? 1 : 0) - (IsRunning(before) ? 1 : 0));
        if (IsRunning(now) && !IsRunning(before))
        {
            Interlocked.Increment(ref _started);
        }

        if (outcome is { } end)
        {
            Interlocked.Increment(ref Finished[(int)end]);
        }
    }

    public static void AddOutput(int bytes) => Interlocked.Add(ref _outputBytes, bytes);

    public static void AddDropped(long bytes) => Interlocked.Add(ref _droppedBytes, bytes);

    public static void AddSpooled(int bytes) => Interlocked.Add(ref _spooledBytes, bytes);

    public static void RecordQueue(TimeSpan duration) => Unharmed.By(() => QueueDuration.Record(duration.TotalSeconds));

    public static void RecordStart(TimeSpan duration) => Unharmed.By(() => StartDuration.Record(duration.TotalSeconds));

    public static void RecordRun(TimeSpan duration, JobOutcome outcome) =>
        Unharmed.By(() => RunDuration.Record(duration.TotalSeconds, OutcomeTags[(int)outcome]));

    private static bool IsRunning(JobState? state) => state is JobState.Running or JobState.Stopping;

    private static IEnumerable<Measurement<long>> ObserveFinished() =>
        Outcomes.Select(outcome => new Measurement<long>(Volatile.Read(ref Finished[(int)outcome]), OutcomeTags[(int)outcome]));
}
