using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
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
/// <remarks>
/// Every method throws <see cref="ArgumentException"/> for an id, topic, type or text that is not well formed or too long (<see cref="TextLimits"/>), and Orleans' exceptions when
/// the cluster does not answer; then it is unknown whether the message was published. So it is after a cancellation: what has not begun is not carried out, what has begun is finished.
/// Whoever does not know calls again with the same <c>idempotencyKey</c> (<see cref="IdempotencyKey"/>): a repeat within <see cref="TopicOptions.IdempotencyWindow"/> is answered as the
/// first call was, and publishes nothing.
/// </remarks>
public sealed class RealtimePublisher(IGrainFactory grains, TimeProvider clock)
{
    /// <summary>Publishes a sample on <c>metrics_{deviceId}</c>, and makes it part of the device's state.</summary>
    public Task<PublicationReceipt> SendLiveMetricsAsync(string deviceId, MessageData metrics, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        Device(deviceId).ReportMetricsAsync(MetricsReport(metrics), Checked(idempotencyKey), cancellationToken);

    /// <summary>Records a device's report of itself, and publishes it on <c>device_{deviceId}</c> and <c>device_status</c>.</summary>
    public Task<PublicationReceipt> SendDeviceStatusAsync(string deviceId, DeviceStatusReport report, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        ThrowIfTooLong(report.Name, TextLimits.Word, nameof(report));
        ThrowIfTooLong(report.Status, TextLimits.Word, nameof(report));
        ThrowUnlessWellFormed(report.Status != DeviceStatus.Unknown, "another status: this one means that the device has never reported", nameof(report));
        ThrowUnlessWellFormed(
            report.Details is not { } details || (details.Length <= DeviceStatusReport.MaxDetailsBytes && MessageData.IsObject(details)),
            $"a JSON object of at most {DeviceStatusReport.MaxDetailsBytes} bytes",
            nameof(report));
        return Device(deviceId).ReportStatusAsync(report, Checked(idempotencyKey), cancellationToken);
    }

    /// <summary>Publishes metrics of one device for the fleet's analytics, on <c>analytics</c>.</summary>
    public Task<PublicationReceipt> SendAnalyticsUpdateAsync(string deviceId, MessageData metrics, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        Device(deviceId).ReportAnalyticsAsync(MetricsReport(metrics), Checked(idempotencyKey), cancellationToken);

    /// <summary>Publishes an alert on <c>device_{deviceId}</c>: a <c>security_alert</c> if its type is <c>security</c>, else an <c>analytics_update</c>.</summary>
    public Task<PublicationReceipt> SendDeviceAlertAsync(string deviceId, string alertType, string message, string severity = "medium", string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        Device(deviceId).AlertAsync(
            new DeviceAlert
            {
                AlertType = ThrowIfTooLong(alertType, TextLimits.Word, nameof(alertType)),
                Message = ThrowIfTooLong(message, TextLimits.Message, nameof(message)),
                Severity = ThrowIfTooLong(severity, TextLimits.Word, nameof(severity)),
            },
            Checked(idempotencyKey),
            cancellationToken);

    /// <summary>Publishes a <c>security_alert</c> on <c>security</c>, and keeps it until somebody has seen to it.</summary>
    public Task<PublicationReceipt> SendSecurityAlertAsync(string deviceId, MessageData alertDetails, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        Device(deviceId).AlertSecurityAsync(alertDetails.Utf8, Checked(idempotencyKey), cancellationToken);

    /// <summary>Publishes how far an action is, one of <see cref="DeviceActionStatus"/>, on <c>device_{deviceId}</c>.</summary>
    public Task<DeviceActionOutcome> SendDeviceActionAsync(string deviceId, DeviceAction report, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(report);
        ThrowIfTooLong(report.ActionId, TextLimits.Word, nameof(report));
        ThrowIfTooLong(report.ActionType, TextLimits.Word, nameof(report));
        ThrowUnlessWellFormed(
            report.Result is not { } result || (result.Length <= MessageData.MaxBytes && MessageData.IsWellFormed(result)), $"JSON of at most {MessageData.MaxBytes} bytes", nameof(report));
        ThrowUnlessWellFormed(report.Progress is null or (>= 0 and <= 100), "a progress of 0 to 100", nameof(report));
        return DeviceActionStatus.All.Contains(report.Status)
            ? Device(deviceId).ReportActionAsync(report, Checked(idempotencyKey), cancellationToken)
            : throw new ArgumentException($"An action's status is one of {string.Join(", ", DeviceActionStatus.All)}.", nameof(report));
    }

    /// <summary>Requests an action on a device: queued, told to its agent, and failed if nothing is heard of it for <paramref name="timeout"/>.</summary>
    /// <returns>The action; or why it was refused.</returns>
    public Task<DeviceActionOutcome> RequestDeviceActionAsync(
        string deviceId, string actionType, byte[]? parameters = null, TimeSpan? timeout = null, string? actionId = null, string? requestedBy = null, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ThrowIfTooLong(actionType, TextLimits.Word, nameof(actionType));
        ThrowIfTooLong(actionId, TextLimits.Word, nameof(actionId));
        ThrowUnlessWellFormed(
            parameters is null || (parameters.Length <= MessageData.MaxBytes && MessageData.IsObject(parameters)), $"a JSON object of at most {MessageData.MaxBytes} bytes", nameof(parameters));
        ThrowUnlessWellFormed(timeout is null || timeout > TimeSpan.Zero, "longer than nothing", nameof(timeout));
        var action = new DeviceAction
        {
            ActionId = actionId ?? MessageIds.New("action", clock.GetUtcNow(), deviceId, Checked(idempotencyKey)),
            ActionType = actionType,
            Status = DeviceActionStatus.Queued,
            Parameters = parameters,
            Timeout = timeout,
            RequestedBy = requestedBy,
        };
        return Device(deviceId).RequestActionAsync(action, Checked(idempotencyKey), cancellationToken);
    }

    /// <summary>Publishes the results of an optimization, on <c>device_{deviceId}</c>.</summary>
    public Task<PublicationReceipt> SendOptimizationCompleteAsync(string deviceId, MessageData results, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        Device(deviceId).CompleteOptimizationAsync(results.Utf8, Checked(idempotencyKey), cancellationToken);

    /// <summary>Makes the device's metrics flow on <c>metrics_{deviceId}</c> at the interval asked for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The interval is below <see cref="MonitoringRequest.MinInterval"/> or above
    /// <see cref="MonitoringRequest.MaxInterval"/>.</exception>
    public Task<PublicationReceipt> StartMonitoringAsync(string deviceId, string monitoringType, TimeSpan interval, string? watcher = null, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, MonitoringRequest.MinInterval);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(interval, MonitoringRequest.MaxInterval);
        ThrowIfTooLong(monitoringType, TextLimits.Word, nameof(monitoringType));
        ThrowIfTooLong(watcher, UserId.MaxLength, nameof(watcher));
        return Device(deviceId).StartMonitoringAsync(new MonitoringRequest { MonitoringType = monitoringType, Interval = interval, Watcher = watcher }, Checked(idempotencyKey), cancellationToken);
    }

    /// <summary>Publishes the fleet's performance figures on <c>performance</c>.</summary>
    public Task<PublicationReceipt> SendPerformanceDataAsync(MessageData performance, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        Topic(TopicNames.Performance).PublishAsync(
            PerformanceMessage.OfBackEnd(performance, clock.GetUtcNow()) with { IdempotencyKey = KeyOf("performance", MessageTypes.PerformanceData, idempotencyKey) }, cancellationToken);

    /// <summary>Sends a notification to one user, who keeps it, or to everybody on <c>notifications</c>.</summary>
    /// <returns>The notification's id, and the receipt.</returns>
    public async Task<(string Id, PublicationReceipt Receipt)> SendNotificationAsync(
        string type, string title, string message, string severity = "info", string? userId = null, string? deviceId = null, JsonElement? data = null, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ThrowUnlessWellFormed(deviceId is null || DeviceId.IsWellFormed(deviceId), DeviceId.Rule, nameof(deviceId));
        ThrowUnlessWellFormed(userId is null || UserId.IsWellFormed(userId), UserId.Rule, nameof(userId));
        ThrowIfTooLong(type, TextLimits.Word, nameof(type));
        ThrowIfTooLong(title, TextLimits.Title, nameof(title));
        ThrowIfTooLong(message, TextLimits.Message, nameof(message));
        ThrowIfTooLong(severity, TextLimits.Word, nameof(severity));
        ThrowUnlessWellFormed(
            data is not { } value || JsonMarshal.GetRawUtf8Value(value).Length <= MessageData.MaxBytes, $"JSON of at most {MessageData.MaxBytes} bytes", nameof(data));
        var now = clock.GetUtcNow();
        var id = MessageIds.New("notification", now, userId, Checked(idempotencyKey));
        var notification = NotificationMessage.Write(id, type, title, message, severity, now, deviceId, data);
        var receipt = userId is null
            ? await Topic(TopicNames.Notifications).PublishAsync(Draft("notification", MessageTypes.Notification, notification, idempotencyKey), cancellationToken)
            : await User(userId).NotifyAsync(new UserNotification { Id = id, Timestamp = now, Data = notification.Utf8 }, idempotencyKey, cancellationToken);
        return (id, receipt);
    }

    /// <summary>Publishes a message of one of <see cref="MessageTypes"/> to everybody on a topic (<see cref="TopicNames.IsWellFormed"/>), or, without one, to every connection.</summary>
    public Task<PublicationReceipt> BroadcastAsync(string type, MessageData data, string? subscriptionFilter = null, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ThrowUnlessWellFormed(subscriptionFilter is null || TopicNames.IsWellFormed(subscriptionFilter), TopicNames.Rule(), nameof(subscriptionFilter));
        return Topic(subscriptionFilter ?? TopicNames.Everyone).PublishAsync(Draft("broadcast", type, data, idempotencyKey), cancellationToken);
    }

    /// <summary>Publishes to every connection of one user.</summary>
    public Task<PublicationReceipt> SendToUserAsync(string userId, string type, MessageData data, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ThrowUnlessWellFormed(UserId.IsWellFormed(userId), UserId.Rule, nameof(userId));
        return User(userId).SendAsync(Draft("message", type, data, idempotencyKey), cancellationToken);
    }

    /// <summary>Each kind of request has keys of its own.</summary>
    private static PublicationDraft Draft(string kind, string type, MessageData data, string? idempotencyKey) => MessageTypes.IsKnown(type)
        ? new PublicationDraft { Type = type, Data = data.Utf8, IdempotencyKey = KeyOf(kind, type, idempotencyKey) }
        : throw new ArgumentException($"'{type}' is no message type.", nameof(type));

    private static string? KeyOf(string kind, string type, string? idempotencyKey) => Checked(idempotencyKey) is { } key ? $"{kind}/{type}/{key}" : null;

    private static DeviceMetricsReport MetricsReport(MessageData metrics) => new() { Metrics = metrics.Utf8, Readings = DeviceReadingsReader.Read(metrics) };

    private static string? Checked(string? idempotencyKey)
    {
        ThrowUnlessWellFormed(idempotencyKey is null || IdempotencyKey.IsWellFormed(idempotencyKey), IdempotencyKey.Rule, nameof(idempotencyKey));
        return idempotencyKey;
    }

    [return: NotNullIfNotNull(nameof(text))]
    private static string? ThrowIfTooLong(string? text, int maxLength, string parameter)
    {
        ThrowUnlessWellFormed(text is null || text.Length <= maxLength, $"at most {maxLength} characters long", parameter);
        return text;
    }

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

    private ISubscriptionGrain Topic(string topic) => grains.GetTopic(topic);

    private IUserGrain User(string userId) => grains.GetUser(userId);
}
