using Microsoft.Extensions.Options;

namespace AndroidZen.Streaming;

/// <summary>
/// The bounds of one <c>LowLatency</c> stream provider. Bound from its own section, <c>Orleans:Streaming:{name}</c>, on every silo.
/// </summary>
public sealed class LowLatencyStreamOptions
{
    /// <summary>How many bytes of events may wait in one queue. Beyond it producers are refused (<see cref="Queues.StreamQueueFullException"/>) until consumers have caught up.</summary>
    public int MaxQueuedBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How many bytes of events a silo takes from a queue at once; a single write may have more.</summary>
    public int MaxReadBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How many writes a silo keeps of one queue for consumers that have not got them yet. Beyond it the silo stops reading, and the queue fills.</summary>
    public int CacheSize { get; set; } = 1024;

    /// <summary>How long a silo waits at an empty queue before it asks again. Orleans tidies its own cache only between two questions: keep it below 10 s.</summary>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(1);
}

/// <summary>Checks one provider's options, and names the keys of its section.</summary>
internal sealed class LowLatencyStreamOptionsValidator(string provider, string section) : IValidateOptions<LowLatencyStreamOptions>
{
    private const int MinQueuedBytes = 1024 * 1024;
    private const int MinReadBytes = 1024;
    private const int MinCacheSize = 16;

    private static readonly TimeSpan _minWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _maxWait = TimeSpan.FromSeconds(10);

    public ValidateOptionsResult Validate(string? name, LowLatencyStreamOptions options)
    {
        if (name != provider)
        {
            return ValidateOptionsResult.Skip;
        }

        var problems = new ValidateOptionsResultBuilder();
        Check(nameof(options.MaxQueuedBytes), options.MaxQueuedBytes >= MinQueuedBytes, $"at least {MinQueuedBytes}");
        Check(nameof(options.MaxReadBytes), options.MaxReadBytes >= MinReadBytes, $"at least {MinReadBytes}");
        Check(nameof(options.CacheSize), options.CacheSize >= MinCacheSize, $"at least {MinCacheSize}");
        Check(nameof(options.MaxWait), options.MaxWait >= _minWait && options.MaxWait <= _maxWait, $"{_minWait} to {_maxWait}");
        return problems.Build();

        void Check(string key, bool isValid, string rule)
        {
            if (!isValid)
            {
                problems.AddError($"{section}:{key} must be {rule}.");
            }
        }
    }
}
