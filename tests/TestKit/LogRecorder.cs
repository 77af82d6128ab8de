using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AndroidZen.TestKit;

/// <summary>Keeps what is logged, so that a test can read it, and fail for an error that nobody expected.</summary>
public sealed class LogRecorder : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<LogLine> _lines = new();
    private readonly ConcurrentDictionary<TaskCompletionSource, Func<LogLine, bool>> _waits = new();
    private IExternalScopeProvider? _scopes;

    /// <summary>Everything so far.</summary>
    public IReadOnlyCollection<LogLine> Lines => _lines;

    /// <summary>Lines of level Error and above.</summary>
    public IReadOnlyList<LogLine> Errors => [.. _lines.Where(line => line.Level >= LogLevel.Error)];

    /// <summary>Fails, with what they say, if there are lines of level Error and above.</summary>
    public void AssertNoErrors()
    {
        if (Errors is { Count: > 0 } errors)
        {
            throw new InvalidOperationException($"{errors.Count} errors were logged that nobody expected:\n{string.Join('\n', errors.Select(error => error.Summary))}");
        }
    }

    /// <summary>Completes with the next line that <paramref name="isWanted"/> accepts; only lines that are logged after this call count.</summary>
    public async Task WhenAsync(Func<LogLine, bool> isWanted, string what)
    {
        var logged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waits[logged] = isWanted;
        try
        {
            await logged.Task.WaitAsync(SocketClient.Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"It was not logged that {what}.");
        }
        finally
        {
            _waits.TryRemove(logged, out _);
        }
    }

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void Dispose()
    {
        // The lines outlive the host.
    }

    private List<KeyValuePair<string, object?>> ScopesOfNow()
    {
        var members = new List<KeyValuePair<string, object?>>();
        _scopes?.ForEachScope(
            static (scope, members) => members.AddRange(scope as IEnumerable<KeyValuePair<string, object?>> ?? [new("", scope?.ToString())]), members);
        return members;
    }

    private void Add(LogLine line)
    {
        _lines.Enqueue(line);
        foreach (var (logged, _) in _waits.Where(wait => wait.Value(line)))
        {
            logged.TrySetResult();
        }
    }

    private sealed class Recorder(LogRecorder owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => owner._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner.Add(new LogLine(logLevel, category, eventId.Id, formatter(state, exception) + (exception is null ? "" : "\n" + exception)) { Scopes = owner.ScopesOfNow() });
    }
}

/// <summary>One message of the log.</summary>
public sealed record LogLine(LogLevel Level, string Category, int EventId, string Text)
{
    /// <summary>What was said of it beside the message.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Scopes { get; init; } = [];

    /// <summary>Where it comes from, and what it says, without most of an exception's stack.</summary>
    internal string Summary => $"{Category} {EventId}: {string.Join("\n  ", Text.Split('\n').Take(8))}";
}
