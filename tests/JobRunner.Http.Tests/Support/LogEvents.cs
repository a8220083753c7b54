using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace JobRunner.Http.Tests.Support;

/// <summary>What a server has logged.</summary>
internal sealed class LogEvents : ILoggerProvider
{
    private readonly ConcurrentQueue<LogEvent> _all = [];

    public IEnumerable<LogEvent> All => _all;

    /// <summary>Who did what, and who was refused.</summary>
    public IEnumerable<LogEvent> Audit => _all.Where(entry => entry.Category == "JobRunner.Http.Access.Audit");

    /// <summary>That a request has come through the handshake.</summary>
    public IEnumerable<LogEvent> Requests => _all.Where(entry => entry.Category == "Microsoft.AspNetCore.Hosting.Diagnostics");

    public IEnumerable<LogEvent> Errors => _all.Where(entry => entry.Level >= LogLevel.Error);

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _all);

    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<LogEvent> all) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = (state as IReadOnlyList<KeyValuePair<string, object?>> ?? []).ToDictionary(pair => pair.Key, pair => pair.Value?.ToString());
            all.Enqueue(new(category, logLevel, formatter(state, exception), values, exception));
        }
    }
}

/// <summary>One event.</summary>
internal sealed record LogEvent(string Category, LogLevel Level, string Message, IReadOnlyDictionary<string, string?> Values, Exception? Exception)
{
    public override string ToString() => $"{Level} {Category}: {Message} {Exception}";
}
