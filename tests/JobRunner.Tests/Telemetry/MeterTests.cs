using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using JobRunner.Telemetry;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Tests.Telemetry;

/// <summary>The meter counts for the whole process, so that it is looked at before and after.</summary>
[NonParallelizable]
public sealed class MeterTests() : JobsTests(ProcessIsolation.Auto)
{
    [Test]
    public async Task Jobs_are_counted_where_they_are_and_by_how_they_ended()
    {
        using var meter = new Reading();
        var before = meter.Read();
        await using var jobs = NewManager(options => options.MaxConcurrentJobs = 2);
        var running = await jobs.StartAsync("sleep", "100");
        await jobs.RunAsync(new JobSpec("true"));
        await jobs.RunAsync(new JobSpec("sh", "-c", "kill -9 $$"));
        await jobs.RunAsync(new JobSpec("sleep", "100") { Timeout = TimeSpan.FromMilliseconds(1), GracePeriod = TimeSpan.Zero });
        await jobs.StartAsync("sleep", "100");
        var queued = await jobs.StartAsync("sleep", "100");
        var now = meter.Read();
        await jobs.StopAsync(queued);
        await jobs.StopAsync(running, TimeSpan.Zero);
        await jobs.DisposeAsync();
        var after = meter.Read();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Change("jobrunner.jobs.running", before, now), Is.EqualTo(2));
            Assert.That(Change("jobrunner.jobs.queued", before, now), Is.EqualTo(1));
            Assert.That(Change("jobrunner.jobs.started", before, now), Is.EqualTo(5));
            Assert.That(Change("jobrunner.jobs.finished Exited", before, now), Is.EqualTo(1));
            Assert.That(Change("jobrunner.jobs.finished Signaled", before, now), Is.EqualTo(1));
            Assert.That(Change("jobrunner.jobs.finished TimedOut", before, now), Is.EqualTo(1));
            Assert.That(Change("jobrunner.jobs.finished Stopped", before, after), Is.EqualTo(3));
            Assert.That(Change("jobrunner.jobs.running", before, after), Is.Zero);
            Assert.That(Change("jobrunner.jobs.queued", before, after), Is.Zero);
            Assert.That(meter.Recorded.Keys, Is.SupersetOf(new[] { "jobrunner.job.start.duration ", "jobrunner.job.run.duration TimedOut" }));
            Assert.That(meter.Recorded.Values.SelectMany(values => values), Has.All.InRange(0, 60));
        }
    }

    [Test]
    public async Task A_job_that_waited_and_then_could_not_start_is_counted()
    {
        using var meter = new Reading();
        var before = meter.Read();
        var folder = Directory.CreateTempSubdirectory("jobrunner-tests-").FullName;
        await using var jobs = NewManager(options => options.MaxConcurrentJobs = 1);
        var first = await jobs.StartAsync("sleep", "100");
        var failing = await jobs.StartAsync(new JobSpec("true") { WorkingDirectory = folder });
        Directory.Delete(folder);
        await jobs.StopAsync(first, TimeSpan.Zero);
        await jobs.WaitAsync(failing).Within("it has failed");
        var after = meter.Read();
        Assert.That(Change("jobrunner.jobs.finished FailedToStart", before, after), Is.EqualTo(1));
        Assert.That(Change("jobrunner.jobs.started", before, after), Is.EqualTo(1));
        Assert.That(meter.Recorded, Does.ContainKey("jobrunner.job.queue.duration "));
    }

    [Test]
    public async Task Bytes_are_counted_as_read_spooled_and_dropped()
    {
        const int Bytes = 4_000_000;
        using var meter = new Reading();
        var before = meter.Read();
        await using (var jobs = NewManager(options => options.OutputMemoryPerJob = 64 * 1024))
        {
            await jobs.WaitAsync(await jobs.StartAsync("head", "-c", $"{Bytes}", "/dev/zero"));
        }

        var spooled = meter.Read();
        await using (var jobs = NewManager(options => (options.OutputMemoryPerJob, options.MaxOutputPerJob) = (64 * 1024, 1_000_000)))
        {
            await jobs.WaitAsync(await jobs.StartAsync("head", "-c", $"{Bytes}", "/dev/zero"));
        }

        await using (var jobs = NewManager(options => (options.OutputMemoryPerJob, options.SpoolDirectory) = (64 * 1024, "/no/such/folder")))
        {
            var job = await jobs.StartAsync("head", "-c", $"{Bytes}", "/dev/zero");
            var status = await jobs.WaitAsync(job);
            var after = meter.Read();
            using (Assert.EnterMultipleScope())
            {
                Assert.That(Change("jobrunner.output.read", before, spooled), Is.EqualTo(Bytes));
                Assert.That(Change("jobrunner.output.spooled", before, spooled), Is.InRange(Bytes - (64 * 1024), Bytes));
                Assert.That(Change("jobrunner.output.dropped", before, spooled), Is.Zero);
                Assert.That(Change("jobrunner.output.dropped", spooled, after), Is.EqualTo(Bytes - 1_000_000 + status.OutputStart));
            }
        }
    }

    [Test]
    public async Task Dropped_bytes_are_counted_while_the_job_runs()
    {
        const int Bytes = 4_000_000;
        const int Kept = 1_000_000;
        using var meter = new Reading();
        var before = meter.Read();
        await using var jobs = NewManager(options => (options.OutputMemoryPerJob, options.MaxOutputPerJob) = (64 * 1024, Kept));
        var job = await jobs.StartAsync("sh", "-c", $"head -c {Bytes} /dev/zero; exec sleep 100");
        await Waiting.Until("all is written", async () => (await jobs.QueryAsync(job)).OutputBytes == Bytes);
        Assert.That(Change("jobrunner.output.dropped", before, meter.Read()), Is.InRange(Bytes - Kept - (64 * 1024), Bytes - Kept));
        Assert.That((await jobs.QueryAsync(job)).State, Is.EqualTo(JobState.Running));
    }

    [Test]
    public void Every_instrument_has_a_unit_and_a_description()
    {
        using var meter = new Reading();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(meter.Instruments, Has.Count.EqualTo(10));
            Assert.That(meter.Instruments.Select(instrument => instrument.Unit), Is.All.AnyOf("{job}", "By", "s"));
            Assert.That(meter.Instruments.Select(instrument => instrument.Description), Is.All.Not.Empty);
        }
    }

    private static double Change(string name, Dictionary<string, double> before, Dictionary<string, double> after) =>
        after.GetValueOrDefault(name) - before.GetValueOrDefault(name);

    private sealed class Reading : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentDictionary<string, double> _observed = new();

        public Reading()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == JobsMeter.Name)
                {
                    Instruments.Add(instrument);
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _observed[NameOf(instrument, tags)] = value);
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Recorded.GetOrAdd(NameOf(instrument, tags), _ => []).Add(value));
            _listener.Start();
        }

        public List<Instrument> Instruments { get; } = [];

        public ConcurrentDictionary<string, ConcurrentBag<double>> Recorded { get; } = new();

        public Dictionary<string, double> Read()
        {
            _listener.RecordObservableInstruments();
            return new(_observed);
        }

        public void Dispose() => _listener.Dispose();

        private static string NameOf(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            tags.IsEmpty && instrument is not Histogram<double> ? instrument.Name : $"{instrument.Name} {(tags.IsEmpty ? "" : tags[0].Value)}";
    }
}
