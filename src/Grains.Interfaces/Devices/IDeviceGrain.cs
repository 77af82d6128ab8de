using AndroidZen.Topics;

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

    /// <summary>Records how far an action is: stored, then published on the device's topic.</summary>
    [Alias("report-action")]
    Task<PublicationReceipt> ReportActionAsync(DeviceActionReport report, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes an alert about the device on its topic.</summary>
    [Alias("alert")]
    Task<PublicationReceipt> AlertAsync(DeviceAlert alert, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes a security alert about the device on topic <c>security</c>; the details are a JSON object as UTF-8.</summary>
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

    /// <summary>What is known of the device; <see langword="null"/> if nothing is.</summary>
    [Alias("get-snapshot")]
    Task<DeviceSnapshot?> GetSnapshotAsync(CancellationToken cancellationToken = default);
}
