using System.Diagnostics;
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

    [Test]
    public async Task A_clock_that_fails_in_the_middle_of_a_start_leaves_nothing_and_costs_no_slot()
    {
        var clock = new FailingClock();
        await using var jobs = new JobsManager(new JobsManagerOptions { MaxConcurrentJobs = 1, MaxQueuedJobs = 0 }, timeProvider: clock);
        for (var call = 1; call <= 5; call++)
        {
            clock.CallsUntilItFails = call;
            await Assert.ThatAsync(() => jobs.StartAsync("sleep", "1000"), Throws.InvalidOperationException);
            Assert.That(Leftovers.FindOfJobs(), Is.Empty);
        }

        clock.CallsUntilItFails = int.MaxValue;
        await LivesOn(jobs);
    }

    [Test]
    public async Task A_clock_that_fails_at_the_end_of_a_job_keeps_no_waiter_and_no_slot([Range(1, 8)] int call, [Values] bool forGood)
    {
        var clock = new FailingClock { FailsForGood = forGood };
        var jobs = new JobsManager(
            new JobsManagerOptions { MaxConcurrentJobs = 1, FinishedJobRetention = TimeSpan.FromMilliseconds(50) }, timeProvider: clock);
        var first = await jobs.StartAsync(new JobSpec("cat") { KeepInputOpen = true });
        var next = await jobs.StartAsync("true");
        var ends = Task.WhenAll(jobs.WaitAsync(first), jobs.WaitAsync(next));
        clock.CallsUntilItFails = call;
        await jobs.CloseInputAsync(first);
        await ends.Within("the job, and the one that waits for its slot, have ended");

        clock.CallsUntilItFails = int.MaxValue;
        await LivesOn(jobs);
        await Waiting.Until("they are forgotten", async () => !await jobs.ListAsync().AnyAsync());
        await jobs.DisposeAsync().AsTask().Within("the manager is disposed");
    }

    [Test]
    public async Task A_clock_that_fails_when_the_manager_is_disposed_keeps_no_job_from_its_stop([Range(1, 4)] int call, [Values] bool forGood)
    {
        var clock = new FailingClock { FailsForGood = forGood };
        var jobs = new JobsManager(timeProvider: clock);
        var ends = Task.WhenAll(jobs.WaitAsync(await jobs.StartAsync("sleep", "1000")), jobs.WaitAsync(await jobs.StartAsync("sleep", "1000")));
        clock.CallsUntilItFails = call;
        await jobs.DisposeAsync().AsTask().Within("the manager is disposed");
        Assert.That(await ends, Has.All.Property("Outcome").EqualTo(JobOutcome.Stopped));
    }

    [Test]
    public async Task Who_throws_when_the_current_span_changes()
    {
        static void Throw(object? sender, ActivityChangedEventArgs e) => throw new InvalidOperationException("This handler is broken.");

        using var spans = new ActivityListener { ShouldListenTo = source => source.Name == JobSpan.SourceName, Sample = (ref _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(spans);
        var jobs = new JobsManager();
        Activity.CurrentChanged += Throw;
        try
        {
            await LivesOn(jobs);
        }
        finally
        {
            Activity.CurrentChanged -= Throw;
        }

        await jobs.DisposeAsync().AsTask().Within("the manager is disposed");
    }

    [Test]
    public async Task A_logger_that_is_slow_to_hear_of_eviction_holds_up_no_waiter()
    {
        using var log = new BlockingLog("forgotten");
        using var factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        var jobs = new JobsManager(new JobsManagerOptions { MaxFinishedJobs = 0, MaxConcurrentJobs = 1 }, factory.CreateLogger<JobsManager>());
        try
        {
            await jobs.RunAsync(new JobSpec("true")).Within("its caller has the result");
            await jobs.RunAsync(new JobSpec("true")).Within("its slot is free");
        }
        finally
        {
            log.Release();
        }

        await jobs.DisposeAsync();
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

    private sealed class FailingClock : TimeProvider
    {
        private int _calls = int.MaxValue;

        public int CallsUntilItFails
        {
            set => _calls = value;
        }

        public bool FailsForGood { get; init; }

        public override DateTimeOffset GetUtcNow()
        {
            Call();
            return base.GetUtcNow();
        }

        public override long GetTimestamp()
        {
            Call();
            return base.GetTimestamp();
        }

        private void Call()
        {
            var left = Interlocked.Decrement(ref _calls);
            if (left == 0 || (left < 0 && FailsForGood))
            {
                throw new InvalidOperationException("This clock is broken.");
            }
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
