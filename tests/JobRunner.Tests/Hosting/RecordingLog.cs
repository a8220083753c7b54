using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace JobRunner.Tests.Hosting;

/// <summary>Keeps what is logged, and then throws: a logger's fault must not become a job's.</summary>
internal sealed class RecordingLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Messages { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Messages.Enqueue($"{formatter(state, exception)} {exception}");
        throw new InvalidOperationException("This logger is broken.");
    }

    public void Dispose()
    {
    }
}
