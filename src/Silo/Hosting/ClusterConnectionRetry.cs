using Microsoft.Extensions.Logging;

namespace AndroidZen.Silo.Hosting;

/// <summary>A client that finds no silo keeps trying: its process stays up, says that it is not ready, and connects when a silo comes.</summary>
internal sealed partial class ClusterConnectionRetry(TimeProvider clock, ILogger<ClusterConnectionRetry> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan _maxDelay = TimeSpan.FromSeconds(5);

    private TimeSpan _delay = TimeSpan.FromMilliseconds(250);

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        LogNoSilo(exception.Message, _delay);
        try
        {
            await Task.Delay(_delay, clock, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        _delay = _delay * 2 < _maxDelay ? _delay * 2 : _maxDelay;
        return true;
    }

    [LoggerMessage(EventIds.NoSilo, LogLevel.Warning, "No silo of the cluster answers ({Reason}); next attempt in {Delay}")]
    private partial void LogNoSilo(string reason, TimeSpan delay);
}
