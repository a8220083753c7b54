using JobRunner.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace JobRunner.Tests.Hosting;

public sealed class AddJobsManagerTests
{
    [Test]
    public async Task Works_without_logging_and_stops_jobs_with_the_provider([Values] bool asynchronously)
    {
        var provider = new ServiceCollection().AddJobsManager().BuildServiceProvider();
        var jobs = provider.GetRequiredService<IJobsManager>();
        var job = await jobs.StartAsync("sleep", "100");
        var wait = jobs.WaitAsync(job);
        if (asynchronously)
        {
            await provider.DisposeAsync();
        }
        else
        {
            provider.Dispose();
        }

        Assert.That((await wait.Within("the job is stopped")).Outcome, Is.EqualTo(JobOutcome.Stopped));
        Assert.That(Leftovers.Find(), Is.Empty);
    }

    [Test]
    public async Task Repeated_calls_add_up_to_one_manager()
    {
        var calls = new List<string>();
        var services = new ServiceCollection()
            .AddSingleton("from the provider")
            .AddJobsManager(options => { calls.Add("first"); options.DefaultGracePeriod = TimeSpan.FromSeconds(1); })
            .AddJobsManager((provider, options) =>
            {
                calls.Add(provider.GetRequiredService<string>());
                Assert.That(options.DefaultGracePeriod, Is.EqualTo(TimeSpan.FromSeconds(1)));
            })
            .AddJobsManager();
        await using var provider = services.BuildServiceProvider();
        Assert.That(provider.GetServices<IJobsManager>(), Has.Exactly(1).Items);
        Assert.That(calls, Is.EqualTo(new[] { "first", "from the provider" }));
    }

    [Test]
    public async Task Uses_the_clock_that_is_registered()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.Zero));
        await using var provider = new ServiceCollection().AddSingleton<TimeProvider>(time).AddJobsManager().BuildServiceProvider();
        var jobs = provider.GetRequiredService<IJobsManager>();
        var job = await jobs.StartAsync(JobsTests.Shell("trap '' TERM; echo ready; while :; do sleep 0.1; done"));
        await Waiting.Until("it is ready", async () => (await jobs.QueryAsync(job)).OutputBytes > 0);
        var stop = jobs.StopAsync(job, TimeSpan.FromHours(1));
        time.Advance(TimeSpan.FromHours(1));
        var status = await stop.Within("an hour has gone by");
        Assert.That(status.FinishedAt, Is.EqualTo(status.CreatedAt + TimeSpan.FromHours(1)));
    }

    [Test]
    public async Task Logs_arguments_at_trace_level_only_and_survives_a_logger_that_throws([Values] bool traces)
    {
        using var log = new RecordingLog();
        var services = new ServiceCollection().AddLogging(logging => logging.SetMinimumLevel(traces ? LogLevel.Trace : LogLevel.Debug).AddProvider(log));
        await using var provider = services.AddJobsManager().BuildServiceProvider();
        var jobs = provider.GetRequiredService<IJobsManager>();
        var result = await jobs.RunAsync(new JobSpec("echo", "argument"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Status.ExitCode, Is.Zero);
            Assert.That(log.Messages, Has.Some.Contain($"{result.Status.Id}"));
            Assert.That(log.Messages.Any(message => message.Contains("argument", StringComparison.Ordinal)), Is.EqualTo(traces));
        }
    }

    [TestCase(nameof(JobsManagerOptions.MaxConcurrentJobs), 0, "from 1 to 2147483647")]
    [TestCase(nameof(JobsManagerOptions.MaxQueuedJobs), -1, "from 0 to 2147483647")]
    [TestCase(nameof(JobsManagerOptions.MaxFinishedJobs), -1, "from 0 to 2147483647")]
    [TestCase(nameof(JobsManagerOptions.OutputMemoryPerJob), 4095L, "from 4096 to 1099511627776")]
    [TestCase(nameof(JobsManagerOptions.MaxOutputPerJob), -1L, "from 0 to 9223372036854775807")]
    [TestCase(nameof(JobsManagerOptions.MaxSpooledOutput), -1L, "from 0 to 9223372036854775807")]
    [TestCase(nameof(JobsManagerOptions.Isolation), (ProcessIsolation)99, "Auto, Session, Cgroup or None")]
    public void An_option_out_of_range_is_named_with_its_value_and_its_range(string property, object value, string range) => IsRefused(property, value, range);

    [TestCase(nameof(JobsManagerOptions.DefaultGracePeriod), "from zero to 49.")]
    [TestCase(nameof(JobsManagerOptions.OutputDrainPeriod), "from zero to 49.")]
    [TestCase(nameof(JobsManagerOptions.FinishedJobRetention), "from zero to 10675199.")]
    public void A_time_out_of_range_is_named_with_its_value_and_its_range(string property, string range) => IsRefused(property, TimeSpan.FromSeconds(-1), range);

    [TestCase("")]
    [TestCase("a\0b")]
    [TestCase(null)]
    public void A_spool_folder_that_can_be_no_path_is_refused(string? folder) => Assert.That(
        () => new JobsManager(new JobsManagerOptions { SpoolDirectory = folder! }),
        Throws.ArgumentException.With.Property("ParamName").EqualTo("SpoolDirectory").And.Message.Contains("must be the path of a folder"));

    private static void IsRefused(string property, object value, string range)
    {
        var options = new JobsManagerOptions();
        typeof(JobsManagerOptions).GetProperty(property)!.SetValue(options, value);
        Assert.That(
            () => new JobsManager(options),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo(property)
                .And.Message.Contains(property).And.Message.Contains($"{value}").And.Message.Contains(range));
    }

    [Test]
    public async Task Options_are_copied()
    {
        var options = new JobsManagerOptions { DefaultGracePeriod = TimeSpan.Zero };
        await using var jobs = new JobsManager(options);
        options.DefaultGracePeriod = TimeSpan.FromDays(1);
        var job = await jobs.StartAsync(JobsTests.Shell("trap '' TERM; echo ready; while :; do sleep 0.1; done"));
        await Waiting.Until("it is ready", async () => (await jobs.QueryAsync(job)).OutputBytes > 0);
        Assert.That((await jobs.StopAsync(job).Within("it is killed at once")).Signal, Is.EqualTo(9));
    }
}
