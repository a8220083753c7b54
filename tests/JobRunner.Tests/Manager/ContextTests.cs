using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using JobRunner.Tests.Support;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace JobRunner.Tests.Manager;

/// <summary>What callers have in their context, a request's scope say, is theirs: neither a manager nor a job keeps it.</summary>
[TestFixture(ProcessIsolation.Session)]
[TestFixture(ProcessIsolation.None)]
public sealed class ContextTests(ProcessIsolation isolation) : JobsTests(isolation)
{
    private static readonly AsyncLocal<object?> Context = new();

    [Test]
    public async Task A_running_job_keeps_nothing_of_who_started_it()
    {
        var context = await Task.Run(StartSleeper);
        await Waiting.Until("the context is gone", () =>
        {
            GC.Collect();
            return !context.IsAlive;
        });
        Assert.That((await Jobs.ListAsync().ToListAsync()).Single().State, Is.EqualTo(JobState.Running));
    }

    [Test]
    public async Task What_a_manager_does_by_itself_is_not_in_the_context_of_who_made_it()
    {
        using var log = new ContextLog();
        using var factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log));
        Context.Value = "a request";
        await using var jobs = new JobsManager(new JobsManagerOptions { Isolation = Isolation, FinishedJobRetention = TimeSpan.FromMilliseconds(1) }, factory.CreateLogger<JobsManager>());
        Context.Value = null;
        await jobs.RunAsync(new JobSpec("true"));
        await Waiting.Until("the job is evicted", () => log.Evictions.Count == 1);
        Assert.That(log.Evictions, Is.EqualTo(new object?[] { null }));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> StartSleeper()
    {
        var context = new object();
        Context.Value = context;
        await Jobs.StartAsync(new JobSpec("sleep", "100"));
        return new WeakReference(context);
    }

    /// <summary>Keeps the contexts in which it is told of evictions.</summary>
    private sealed class ContextLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<object?> Evictions { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (formatter(state, exception).EndsWith("evicted by retention: True", StringComparison.Ordinal))
            {
                Evictions.Enqueue(Context.Value);
            }
        }

        public void Dispose()
        {
        }
    }
}
