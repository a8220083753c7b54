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
    public async Task Logs_no_argument_and_no_variable_and_survives_a_logger_that_throws()
    {
        using var log = new RecordingLog();
        var services = new ServiceCollection().AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        await using var provider = services.AddJobsManager().BuildServiceProvider();
        var jobs = provider.GetRequiredService<IJobsManager>();
        var result = await jobs.RunAsync(new JobSpec("echo", "secret")
        {
            Environment = new Dictionary<string, string?> { ["TOKEN"] = "secret" },
            Labels = new Dictionary<string, string> { ["x"] = "secret" },
        });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Status.ExitCode, Is.Zero);
            Assert.That(log.Messages, Has.Some.Contain($"{result.Status.Id}"));
            Assert.That(log.Messages, Has.None.Contain("secret"));
        }
    }

    [TestCase(nameof(JobsManagerOptions.DefaultGracePeriod))]
    [TestCase(nameof(JobsManagerOptions.OutputDrainPeriod))]
    public void An_option_out_of_range_is_named(string property)
    {
        var options = new JobsManagerOptions();
        typeof(JobsManagerOptions).GetProperty(property)!.SetValue(options, TimeSpan.FromSeconds(-1));
        Assert.That(
            () => new JobsManager(options),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains(property).And.Message.Contains("-00:00:01"));
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
