namespace AndroidZen.Delivery.Systems;

/// <summary>Which streams lead to the web gateways; all else of a cluster is the same.</summary>
/// <param name="Name">For tables.</param>
/// <param name="Keys">Below <c>Orleans:Streaming:gateways</c>.</param>
internal sealed record StreamSettings(string Name, IReadOnlyDictionary<string, string> Keys)
{
    /// <summary>The platform as it is delivered.</summary>
    public static StreamSettings LowLatency { get; } = new("LowLatency", new Dictionary<string, string>());

    /// <summary>Orleans' memory streams with what Orleans has where nothing is configured: the platform's own tuning is taken back, key by key.</summary>
    public static StreamSettings MemoryDefaults { get; } = new("memory, Orleans' defaults", new Dictionary<string, string>
    {
        ["ProviderType"] = "Memory",
        ["TotalQueueCount"] = "8",
        ["GetQueueMsgsTimerPeriod"] = "00:00:00.100",
        ["BatchContainerBatchSize"] = "1",
        ["DataMinTimeInCache"] = "00:05:00",
        ["DataMaxAgeInCache"] = "00:30:00",
    });

    /// <summary>Orleans' memory streams as the platform tunes them (docs/configuration.md).</summary>
    public static StreamSettings MemoryTuned { get; } = new("memory, tuned", new Dictionary<string, string> { ["ProviderType"] = "Memory" });

    /// <summary>The settings of every process of a cluster.</summary>
    public Dictionary<string, string> In(string dataFolder)
    {
        var settings = Keys.ToDictionary(key => "Orleans:Streaming:gateways:" + key.Key, key => key.Value);
        settings["Data:Folder"] = dataFolder;
        settings["Orleans:Clustering:ProviderType"] = "Sqlite";
        settings["Auth:SigningKey"] = Guid.NewGuid().ToString() + Guid.NewGuid();
        settings["Auth:AllowAnonymousPublishing"] = "true"; // SignalR's nodes check no tokens either.
        return settings;
    }
}
