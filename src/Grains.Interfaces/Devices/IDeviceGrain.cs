using AndroidZen.Topics;
using Orleans.Concurrency;

namespace AndroidZen.Devices;

/// <summary>One Android device (<see cref="GrainKeys.GetDevice"/>). It keeps what is known of the device and publishes what changes.</summary>
/// <remarks>A call that is cancelled before it has begun is not carried out; one that has begun is finished: what is stored is also told. A call that repeats the
/// <c>idempotencyKey</c> of an earlier one of the same method (within <see cref="TopicOptions.IdempotencyWindow"/>) is answered as that one, and does nothing.</remarks>
[Alias("androidzen.device"), GrainInterfaceType("androidzen.device")]
public interface IDeviceGrain : IGrainWithStringKey
{
    /// <summary>Records what the device says of itself: stored, then published on the device's topic and in the fleet's status.</summary>
    [Alias("report-status")]
    Task<PublicationReceipt> ReportStatusAsync(DeviceStatusReport report, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>Records a sample and publishes it as <c>live_metrics</c>. Samples are stored later, together, never one by one.</summary>
    [Alias("report-metrics")]
    Task<PublicationReceipt> ReportMetricsAsync(DeviceMetricsReport report, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes metrics for the fleet's analytics, and notes that the device is alive.</summary>
    [Alias("report-analytics")]
    Task<PublicationReceipt> ReportAnalyticsAsync(DeviceMetricsReport report, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>Records how far an action is: stored, then published on the device's topic. Of one that was requested, no step may be taken back.</summary>
    [Alias("advance-action")]
    Task<DeviceActionOutcome> ReportActionAsync(DeviceAction report, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>Requests an action: stored as queued, then told to the device's agent and on the device's topic. It has failed when the device says nothing of it for its time-out.</summary>
    [Alias("request-action")]
    Task<DeviceActionOutcome> RequestActionAsync(DeviceAction request, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes an alert about the device on its topic.</summary>
    [Alias("alert")]
    Task<PublicationReceipt> AlertAsync(DeviceAlert alert, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>Raises a security alert about the device (<see cref="Alerts.IAlertsGrain.RaiseAsync"/>); the details are a JSON object as UTF-8.</summary>
    [Alias("alert-security")]
    Task<PublicationReceipt> AlertSecurityAsync(byte[] details, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes the results of an optimization of the device, a JSON object as UTF-8, on its topic.</summary>
    [Alias("complete-optimization")]
    Task<PublicationReceipt> CompleteOptimizationAsync(byte[] results, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Publishes the device's metrics every interval, until the monitoring lease ends. It outlives the silo: a reminder starts it again.
    /// </summary>
    [Alias("start-monitoring")]
    Task<PublicationReceipt> StartMonitoringAsync(MonitoringRequest request, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>Ends a watcher's monitoring, or that of <paramref name="all"/>; the others' goes on.</summary>
    /// <returns>What is still being watched; <see langword="null"/>: nothing.</returns>
    [Alias("stop-monitoring")]
    Task<MonitoringRequest?> StopMonitoringAsync(string? watcher, bool all = false, CancellationToken cancellationToken = default);

    /// <summary>
    /// States which sockets of the device's agent one gateway holds: absolute and leased, as <see cref="ISubscriptionGrain.SetInterestAsync"/>. The first makes the device connected, and the
    /// last to go makes it disconnected at once.
    /// </summary>
    [Alias("set-agents")]
    Task SetAgentsAsync(DeviceAgents agents, CancellationToken cancellationToken = default);

    /// <summary>The fleet has not heard of the device: it is to say how it is, and is disconnected if it has been silent for its time-out. One way: the fleet never waits for a device.</summary>
    [Alias("check-silence"), OneWay]
    Task CheckSilenceAsync();

    /// <summary>Forgets the device.</summary>
    /// <returns>Whether anything was known of it.</returns>
    [Alias("remove")]
    Task<bool> RemoveAsync(CancellationToken cancellationToken = default);

    /// <summary>What is known of the device; <see langword="null"/> if nothing is.</summary>
    [Alias("get-snapshot")]
    Task<DeviceSnapshot?> GetSnapshotAsync(CancellationToken cancellationToken = default);
}

/// <summary>The sockets of a device's agent on one gateway.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.device-agents")]
public sealed record DeviceAgents
{
    [Id(0)] public required string Gateway { get; init; }

    /// <summary>0 when the last has gone.</summary>
    [Id(1)] public required int Connections { get; init; }

    /// <summary>When the agent was last heard through any of them.</summary>
    [Id(2)] public required DateTimeOffset LastHeard { get; init; }

    /// <inheritdoc cref="GatewayInterest.Lease"/>
    [Id(3)] public required TimeSpan Lease { get; init; }

    /// <inheritdoc cref="GatewayInterest.Version"/>
    [Id(4)] public long Version { get; init; }
}
