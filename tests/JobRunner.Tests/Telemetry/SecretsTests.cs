using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using JobRunner.Telemetry;
using JobRunner.Tests.Hosting;
using JobRunner.Tests.Support;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace JobRunner.Tests.Telemetry;

public sealed class SecretsTests
{
    private const string Secret = "5ecr3t-value";

    [Test]
    public async Task No_environment_value_reaches_a_log_a_metric_a_span_a_status_or_an_exception()
    {
        using var log = new RecordingLog();
        using var factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        using var telemetry = new RecordingTelemetry();
        var told = new ConcurrentQueue<string>();
        await using (var jobs = new JobsManager(new JobsManagerOptions { MaxConcurrentJobs = 1 }, factory.CreateLogger<JobsManager>()))
        {
            using var cancelling = new CancellationTokenSource();
            var watch = Task.Run(async () =>
            {
                await foreach (var status in jobs.WatchAsync(cancellationToken: cancelling.Token))
                {
                    told.Enqueue($"{status} {string.Join(' ', status.Arguments)} {status.Error}");
                }
            });
            var blocker = await jobs.StartAsync(WithSecret(new JobSpec("sleep", "100")));
            var gone = Directory.CreateTempSubdirectory("jobrunner-tests-").FullName;
            var failing = await jobs.StartAsync(WithSecret(new JobSpec("true") { WorkingDirectory = gone }));
            Directory.Delete(gone);
            foreach (var spec in new JobSpec[]
            {
                new("no-such-program"),
                new("/no/such/program"),
                new("true") { WorkingDirectory = "/no/such/folder" },
                new("true") { Environment = new Dictionary<string, string?> { ["PATH"] = $"/{Secret}" } },
                new("true") { Environment = new Dictionary<string, string?> { [$"A={Secret}"] = Secret } },
                new("true") { Environment = new Dictionary<string, string?> { ["A"] = $"{Secret}\0" } },
                new("true") { Limits = new() { OpenFiles = int.MaxValue } },
            })
            {
                told.Enqueue($"{await Failure(jobs, WithSecret(spec))}");
            }

            await jobs.StopAsync(blocker, TimeSpan.FromMilliseconds(50));
            await jobs.WaitAsync(failing).Within("it has failed to start");
            var result = await jobs.RunAsync(WithSecret(new JobSpec("sh", "-c", "sleep 0.1 & exit 3")));
            told.Enqueue($"{result} {result.Status}");
            told.Enqueue($"{WithSecret(new JobSpec("x"))}");
            told.Enqueue($"{await Failure(jobs, WithSecret(new JobSpec("true") { Environment = new Dictionary<string, string?> { ["BIG"] = Secret + new string('x', 200_000) } }))}");
            await cancelling.CancelAsync();
            await Assert.ThatAsync(() => watch, Throws.InstanceOf<OperationCanceledException>());
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(told, Has.Count.GreaterThan(10).And.None.Contain(Secret));
            Assert.That(log.Messages, Has.Count.GreaterThan(10).And.None.Contain(Secret));
            Assert.That(telemetry.Told, Has.Count.GreaterThan(10).And.None.Contain(Secret));
        }
    }

    private static JobSpec WithSecret(JobSpec spec) => spec with
    {
        Environment = new Dictionary<string, string?>(spec.Environment) { ["TOKEN"] = Secret },
        Labels = new Dictionary<string, string> { ["x"] = Secret },
    };

    private static async Task<Exception?> Failure(JobsManager jobs, JobSpec spec)
    {
        try
        {
            await jobs.StartAsync(spec);
            return null;
        }
        catch (Exception e) when (e is JobStartException or ArgumentException)
        {
            return e;
        }
    }

    /// <summary>Writes down all spans and all measurements of JobRunner's.</summary>
    private sealed class RecordingTelemetry : IDisposable
    {
        private readonly MeterListener _meter = new();
        private readonly ActivityListener _spans;

        public RecordingTelemetry()
        {
            _meter.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == JobsMeter.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _meter.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Told.Enqueue($"{instrument.Name} {value} {string.Join(' ', tags.ToArray())}"));
            _meter.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Told.Enqueue($"{instrument.Name} {value} {string.Join(' ', tags.ToArray())}"));
            _meter.Start();
            _spans = new ActivityListener
            {
                ShouldListenTo = source => source.Name == JobSpan.SourceName,
                Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = span => Told.Enqueue(
                    $"{span.DisplayName} {span.Status} {span.StatusDescription} {string.Join(' ', span.TagObjects)} {string.Join(' ', span.Events.SelectMany(e => e.Tags))}"),
            };
            ActivitySource.AddActivityListener(_spans);
        }

        public ConcurrentQueue<string> Told { get; } = new();

        public void Dispose()
        {
            _meter.RecordObservableInstruments();
            _meter.Dispose();
            _spans.Dispose();
        }
    }
}
