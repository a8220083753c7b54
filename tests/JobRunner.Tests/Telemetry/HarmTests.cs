using System.Diagnostics.Metrics;
using JobRunner.Telemetry;
using JobRunner.Tests.Hosting;
using JobRunner.Tests.Support;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace JobRunner.Tests.Telemetry;

/// <summary>Whatever listeners and clocks do, jobs go on.</summary>
[NonParallelizable]
public sealed class HarmTests() : JobsTests(ProcessIsolation.Auto)
{
    [Test]
    public async Task A_meter_listener_that_throws()
    {
        using var listener = new MeterListener();
        var calls = 0;
        listener.InstrumentPublished = (instrument, it) =>
        {
            if (instrument.Meter.Name == JobsMeter.Name)
            {
                it.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) =>
        {
            Interlocked.Increment(ref calls);
            throw new InvalidOperationException("This listener is broken.");
        });
        listener.Start();
        await LivesOn(Jobs);
        Assert.That(calls, Is.Positive);
    }

    [Test]
    public async Task A_logger_that_throws()
    {
        using var log = new RecordingLog();
        using var factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        await using var jobs = new JobsManager(new JobsManagerOptions { MaxConcurrentJobs = 2 }, factory.CreateLogger<JobsManager>());
        await LivesOn(jobs);
        Assert.That(log.Messages, Is.Not.Empty);
    }

    [Test]
    public async Task No_logger_at_all()
    {
        await using var jobs = new JobsManager();
        await LivesOn(jobs);
    }

    [Test]
    public async Task A_clock_that_jumps()
    {
        await using var jobs = new JobsManager(
            new JobsManagerOptions { MaxConcurrentJobs = 2, FinishedJobRetention = TimeSpan.FromDays(2000) }, timeProvider: new JumpingClock());
        for (var i = 0; i < 20; i++)
        {
            await LivesOn(jobs);
        }

        var status = await jobs.StopAsync(await jobs.StartAsync("sleep", "100"), TimeSpan.FromSeconds(5)).Within("it is stopped");
        Assert.That(status.Outcome, Is.EqualTo(JobOutcome.Stopped));
    }

    private static async Task LivesOn(JobsManager jobs)
    {
        var result = await jobs.RunAsync(Shell("i=0; while [ $i -lt 50 ]; do echo out; echo err >&2; i=$((i + 1)); done")).Within("it has run");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Status, Has.Property("ExitCode").Zero.And.Property("OutputComplete").True.And.Property("Error").Null);
            Assert.That(result.StandardOutput, Has.Length.EqualTo(200));
            Assert.That(result.StandardError, Has.Length.EqualTo(200));
        }
    }

    /// <summary>The time of day jumps by years, to and fro; as an administrator or a broken time server would have it.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        private int _calls;

        public override DateTimeOffset GetUtcNow() =>
            (Interlocked.Increment(ref _calls) % 3) switch
            {
                0 => DateTimeOffset.UtcNow.AddYears(-30),
                1 => DateTimeOffset.UtcNow.AddYears(500),
                _ => DateTimeOffset.UtcNow,
            };
    }
}
