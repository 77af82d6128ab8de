using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AndroidZen.TestKit;

/// <summary>Keeps what is logged, so that a test can read it, and fail for an error that nobody expected.</summary>
public sealed class LogRecorder : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    /// <summary>Everything so far.</summary>
    public IReadOnlyCollection<LogLine> Lines => _lines;

    /// <summary>Lines of level Error and above.</summary>
    public IReadOnlyList<LogLine> Errors => [.. _lines.Where(line => line.Level >= LogLevel.Error)];

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void Dispose()
    {
        // The lines outlive the host.
    }

    private sealed class Recorder(LogRecorder owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner._lines.Enqueue(new LogLine(logLevel, category, eventId.Id, formatter(state, exception) + (exception is null ? "" : "\n" + exception)));
    }
}

/// <summary>One message of the log.</summary>
public sealed record LogLine(LogLevel Level, string Category, int EventId, string Text);
