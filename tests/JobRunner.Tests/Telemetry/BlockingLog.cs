using Microsoft.Extensions.Logging;

namespace JobRunner.Tests.Telemetry;

/// <summary>Blocks on messages that hold a word, until it is released.</summary>
internal sealed class BlockingLog(string word) : ILoggerProvider, ILogger
{
    private readonly ManualResetEventSlim _released = new();

    public void Release() => _released.Set();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (formatter(state, exception).Contains(word, StringComparison.Ordinal))
        {
            _released.Wait(TimeSpan.FromSeconds(60));
        }
    }

    public void Dispose() => _released.Dispose();
}
