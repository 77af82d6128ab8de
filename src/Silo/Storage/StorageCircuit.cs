using AndroidZen.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using Polly;
using Polly.CircuitBreaker;

namespace AndroidZen.Silo.Storage;

/// <summary>
/// What a silo does while its storage does not answer: it says so, and from then on refuses at once what needs it, but for one operation now and then that finds out whether it is back. Otherwise
/// every grain, and everybody who waits for one, would wait for the provider's time-out again and again, and what needs no storage would wait behind them.
/// </summary>
internal sealed partial class StorageCircuit : IStorageGate
{
    /// <summary>A <see cref="TimeProvider"/> of this key counts instead of the process's own.</summary>
    public const string TimeProviderKey = "storage-circuits";

    private readonly ILogger _logger;
    private readonly StorageMetrics _metrics;
    private readonly string _name;
    private readonly TimeProvider _clock;
    private readonly ResiliencePipeline _pipeline;
    private DateTimeOffset? _awaySince;

    public StorageCircuit(string name, StorageMetrics metrics, TimeProvider clock, IOptions<StorageCircuitOptions> options, ILogger<StorageCircuit> logger)
    {
        (_name, _metrics, _clock, _logger) = (name, metrics, clock, logger);
        metrics.Watch(name);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = options.Value.Failures,
                SamplingDuration = options.Value.Window,
                BreakDuration = options.Value.Break,
                ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } exception && StorageOutage.IsOutage(exception)),
                OnOpened = arguments => OnOpenedAsync(arguments.Outcome.Exception),
                OnClosed = _ => OnClosedAsync(),
            })
            .AddTimeout(options.Value.Timeout)
            .Build();
    }

    public Task<T> ReadAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken) => RunAsync(read).WaitAsync(cancellationToken);

    public Task<T> WriteAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken) => RunAsync(write).WaitAsync(cancellationToken);

    /// <summary>Without the caller's token, whose cancellation says nothing of the storage.</summary>
    private async Task<T> RunAsync<T>(Func<Task<T>> operation)
    {
        try
        {
            return await _pipeline.ExecuteAsync(static async (operation, timeout) => await operation().WaitAsync(timeout), operation, CancellationToken.None);
        }
        catch (BrokenCircuitException)
        {
            _metrics.Refused(_name);
            throw new StorageUnavailableException($"The storage {_name} does not answer.") { WasNotTried = true };
        }
        catch (Exception exception) when (StorageOutage.IsOutage(exception))
        {
            // Without the provider's exception as the inner one: a client of the cluster may not have its type.
            _metrics.Refused(_name);
            throw new StorageUnavailableException($"The storage {_name} does not answer: {exception.Message}") { WasNotTried = StorageOutage.WasNotSent(exception) };
        }
        catch (Exception exception) when (exception is not (InconsistentStateException or StorageUnavailableException))
        {
            LogFailed(exception, _name);
            throw;
        }
    }

    private ValueTask OnOpenedAsync(Exception? exception)
    {
        if (_awaySince is null)
        {
            _awaySince = _clock.GetUtcNow();
            _metrics.SetAway(_name, true);
            LogAway(_name, exception?.Message);
        }

        return default;
    }

    private ValueTask OnClosedAsync()
    {
        LogBack(_name, _clock.GetUtcNow() - (_awaySince ?? _clock.GetUtcNow()));
        _awaySince = null;
        _metrics.SetAway(_name, false);
        return default;
    }

    [LoggerMessage(EventIds.StorageAway, LogLevel.Error, "The storage {Storage} does not answer: what must be stored is refused until it does ({Reason})")]
    private partial void LogAway(string storage, string? reason);

    [LoggerMessage(EventIds.StorageBack, LogLevel.Information, "The storage {Storage} answers again, after {Outage}")]
    private partial void LogBack(string storage, TimeSpan outage);

    [LoggerMessage(EventIds.StorageFailed, LogLevel.Error, "An operation of the storage {Storage} failed, though it answers")]
    private partial void LogFailed(Exception exception, string storage);
}
