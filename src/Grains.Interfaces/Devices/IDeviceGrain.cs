using AndroidZen.Topics;

namespace AndroidZen.Devices;

/// <summary>One Android device (<see cref="GrainKeys.GetDevice"/>). It keeps what is known of the device and publishes what changes.</summary>
[Alias("androidzen.device"), GrainInterfaceType("androidzen.device")]
public interface IDeviceGrain : IGrainWithStringKey
{
    /// <summary>Records what the device says of itself: stored, then published on the device's topic and in the fleet's status.</summary>
    [Alias("report-status")]
    Task<PublicationReceipt> ReportStatusAsync(DeviceStatusReport report);

    /// <summary>Records a sample and publishes it as <c>live_metrics</c>. Samples are stored later, together, never one by one.</summary>
    [Alias("report-metrics")]
    Task<PublicationReceipt> ReportMetricsAsync(DeviceMetricsReport report);

    /// <summary>Publishes metrics for the fleet's analytics, and notes that the device is alive.</summary>
    [Alias("report-analytics")]
    Task<PublicationReceipt> ReportAnalyticsAsync(DeviceMetricsReport report);

    /// <summary>Records how far an action is: stored, then published on the device's topic.</summary>
    [Alias("report-action")]
    Task<PublicationReceipt> ReportActionAsync(DeviceActionReport report);

    /// <summary>Publishes an alert about the device on its topic.</summary>
    [Alias("alert")]
    Task<PublicationReceipt> AlertAsync(DeviceAlert alert);

    /// <summary>Publishes a security alert about the device on topic <c>security</c>.</summary>
    /// <param name="details">A JSON object as UTF-8.</param>
    [Alias("alert-security")]
    Task<PublicationReceipt> AlertSecurityAsync(byte[] details);

    /// <summary>Publishes the results of an optimization of the device on its topic.</summary>
    /// <param name="results">A JSON object as UTF-8.</param>
    [Alias("complete-optimization")]
    Task<PublicationReceipt> CompleteOptimizationAsync(byte[] results);

    /// <summary>
    /// Publishes the device's metrics every interval, until the monitoring lease ends. It outlives the silo: a reminder starts it again.
    /// </summary>
    [Alias("start-monitoring")]
    Task<PublicationReceipt> StartMonitoringAsync(MonitoringRequest request);

    /// <summary>What is known of the device; <see langword="null"/> if nothing is.</summary>
    [Alias("get-snapshot")]
    Task<DeviceSnapshot?> GetSnapshotAsync();
}
