using System.Text.Json;
using AndroidZen.Devices;
using AndroidZen.Protocol;
using AndroidZen.Topics;
using AndroidZen.Users;

namespace AndroidZen.Publishing;

/// <summary>
/// Publishes from any process that is a silo or a client of the cluster: take it from the services after
/// <see cref="PublishingServiceCollectionExtensions.AddRealtimePublisher"/>. The REST endpoints use it too.
/// </summary>
/// <remarks>Every method throws <see cref="ArgumentException"/> for an id, topic or type that is not well formed, and Orleans' exceptions when the
/// cluster does not answer; then it is unknown whether the message was published.</remarks>
public sealed class RealtimePublisher(IGrainFactory grains, TimeProvider clock)
{
    /// <summary>Publishes a sample on <c>metrics_{deviceId}</c>, and makes it part of the device's state.</summary>
    public Task<PublicationReceipt> SendLiveMetricsAsync(string deviceId, JsonPayload metrics) =>
        Device(deviceId).ReportMetricsAsync(new DeviceMetricsReport { Metrics = metrics.Utf8, Readings = DeviceReadingsReader.Read(metrics) });

    /// <summary>Records a device's report of itself, and publishes it on <c>device_{deviceId}</c> and <c>device_status</c>.</summary>
    public Task<PublicationReceipt> SendDeviceStatusAsync(string deviceId, DeviceStatusReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        ThrowUnlessWellFormed(report.Details is null || JsonPayload.IsObject(report.Details), "a JSON object", nameof(report));
        return Device(deviceId).ReportStatusAsync(report);
    }

    /// <summary>Publishes metrics of one device for the fleet's analytics, on <c>analytics</c>.</summary>
    public Task<PublicationReceipt> SendAnalyticsUpdateAsync(string deviceId, JsonPayload metrics) =>
        Device(deviceId).ReportAnalyticsAsync(new DeviceMetricsReport { Metrics = metrics.Utf8, Readings = DeviceReadingsReader.Read(metrics) });

    /// <summary>Publishes an alert on <c>device_{deviceId}</c>: a <c>security_alert</c> if its type is <c>security</c>, else an <c>analytics_update</c>.</summary>
    public Task<PublicationReceipt> SendDeviceAlertAsync(string deviceId, string alertType, string message, string severity = "medium") =>
        Device(deviceId).AlertAsync(new DeviceAlert { AlertType = alertType, Message = message, Severity = severity });

    /// <summary>Publishes a <c>security_alert</c> on <c>security</c>.</summary>
    public Task<PublicationReceipt> SendSecurityAlertAsync(string deviceId, JsonPayload alertDetails) =>
        Device(deviceId).AlertSecurityAsync(alertDetails.Utf8);

    /// <summary>Publishes how far an action is, on <c>device_{deviceId}</c>.</summary>
    /// <param name="deviceId">The device (<see cref="DeviceId"/>).</param>
    /// <param name="report">Its <c>Status</c> is one of <see cref="DeviceActionStatus"/>.</param>
    public Task<PublicationReceipt> SendDeviceActionAsync(string deviceId, DeviceActionReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        ThrowUnlessWellFormed(report.Result is null || JsonPayload.IsWellFormed(report.Result), "JSON", nameof(report));
        return DeviceActionStatus.All.Contains(report.Status)
            ? Device(deviceId).ReportActionAsync(report)
            : throw new ArgumentException($"An action's status is one of {string.Join(", ", DeviceActionStatus.All)}.", nameof(report));
    }

    /// <summary>Publishes the results of an optimization, on <c>device_{deviceId}</c>.</summary>
    public Task<PublicationReceipt> SendOptimizationCompleteAsync(string deviceId, JsonPayload results) =>
        Device(deviceId).CompleteOptimizationAsync(results.Utf8);

    /// <summary>Makes the device's metrics flow on <c>metrics_{deviceId}</c> at the interval asked for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The interval is below <see cref="MonitoringRequest.MinInterval"/> or above
    /// <see cref="MonitoringRequest.MaxInterval"/>.</exception>
    public Task<PublicationReceipt> StartMonitoringAsync(string deviceId, string monitoringType, TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, MonitoringRequest.MinInterval);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(interval, MonitoringRequest.MaxInterval);
        return Device(deviceId).StartMonitoringAsync(new MonitoringRequest { MonitoringType = monitoringType, Interval = interval });
    }

    /// <summary>Publishes the fleet's performance figures on <c>performance</c>.</summary>
    public Task<PublicationReceipt> SendPerformanceDataAsync(JsonPayload performance) =>
        Topic(TopicNames.Performance).PublishAsync(Draft(MessageTypes.PerformanceData, JsonPayload.Write(data =>
        {
            data.WriteRaw("performance", performance.Utf8);
            data.WriteTime("timestamp", clock.GetUtcNow());
        })));

    /// <summary>Sends a notification to one user, who keeps it, or to everybody on <c>notifications</c>.</summary>
    /// <returns>The notification's id, and the receipt.</returns>
    public async Task<(string Id, PublicationReceipt Receipt)> SendNotificationAsync(
        string type, string title, string message, string severity = "info", string? userId = null, string? deviceId = null, JsonElement? data = null)
    {
        ThrowUnlessWellFormed(deviceId is null || DeviceId.IsWellFormed(deviceId), DeviceId.Rule, nameof(deviceId));
        ThrowUnlessWellFormed(userId is null || UserId.IsWellFormed(userId), UserId.Rule, nameof(userId));
        var now = clock.GetUtcNow();
        var id = $"notification_{Guid.CreateVersion7(now):N}";
        var payload = NotificationMessage.Write(id, type, title, message, severity, now, deviceId, data);
        var receipt = userId is null
            ? await Topic(TopicNames.Notifications).PublishAsync(Draft(MessageTypes.Notification, payload))
            : await User(userId).NotifyAsync(new UserNotification { Id = id, Timestamp = now, Data = payload.Utf8 });
        return (id, receipt);
    }

    /// <summary>Publishes to everybody on a topic, or, without one, to every connection.</summary>
    /// <param name="type">One of <see cref="MessageTypes"/>.</param>
    /// <param name="data">The message's data.</param>
    /// <param name="subscriptionFilter">A topic (<see cref="TopicNames.IsWellFormed"/>).</param>
    public Task<PublicationReceipt> BroadcastAsync(string type, JsonPayload data, string? subscriptionFilter = null)
    {
        ThrowUnlessWellFormed(subscriptionFilter is null || TopicNames.IsWellFormed(subscriptionFilter), TopicNames.Rule, nameof(subscriptionFilter));
        return Topic(subscriptionFilter ?? TopicNames.Everyone).PublishAsync(Draft(type, data));
    }

    /// <summary>Publishes to every connection of one user.</summary>
    public Task<PublicationReceipt> SendToUserAsync(string userId, string type, JsonPayload data)
    {
        ThrowUnlessWellFormed(UserId.IsWellFormed(userId), UserId.Rule, nameof(userId));
        return User(userId).SendAsync(Draft(type, data));
    }

    private static PublicationDraft Draft(string type, JsonPayload data) => MessageTypes.IsKnown(type)
        ? new PublicationDraft { Type = type, Data = data.Utf8 }
        : throw new ArgumentException($"'{type}' is no message type.", nameof(type));

    private static void ThrowUnlessWellFormed(bool isWellFormed, string rule, string parameter)
    {
        if (!isWellFormed)
        {
            throw new ArgumentException($"Must be {rule}.", parameter);
        }
    }

    private IDeviceGrain Device(string deviceId)
    {
        ThrowUnlessWellFormed(DeviceId.IsWellFormed(deviceId), DeviceId.Rule, nameof(deviceId));
        return grains.GetDevice(deviceId);
    }

    private ISubscriptionGrain Topic(string topic) => grains.GetGrain<ISubscriptionGrain>(topic);

    private IUserGrain User(string userId) => grains.GetUser(userId);
}
