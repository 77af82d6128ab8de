using System.Text.Json;
using AndroidZen.Devices;
using AndroidZen.Protocol;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Devices;

/// <summary>The messages about one device, as docs/protocol.md words them.</summary>
internal static class DeviceMessages
{
    private static readonly byte[] _noMetrics = "{}"u8.ToArray();

    public static PublicationDraft LiveMetrics(string deviceId, byte[]? metrics, DateTimeOffset now) => LatestOf(deviceId, MessageTypes.LiveMetrics, data =>
    {
        data.WriteString("device_id", deviceId);
        data.WriteRaw("metrics", metrics ?? _noMetrics);
        data.WriteTime("timestamp", now);
    });

    public static PublicationDraft AnalyticsUpdate(string deviceId, byte[] metrics, DateTimeOffset now) => LatestOf(deviceId, MessageTypes.AnalyticsUpdate, data =>
    {
        data.WriteString("device_id", deviceId);
        data.WriteRaw("metrics", metrics);
        data.WriteTime("timestamp", now);
    });

    public static PublicationDraft Alert(string deviceId, DeviceAlert alert, DateTimeOffset now) => Draft(
        alert.AlertType == DeviceAlert.SecurityType ? MessageTypes.SecurityAlert : MessageTypes.AnalyticsUpdate,
        data =>
        {
            data.WriteString("device_id", deviceId);
            data.WriteString("alert_type", alert.AlertType);
            data.WriteString("message", alert.Message);
            data.WriteString("severity", alert.Severity);
            data.WriteTime("timestamp", now);
        });

    public static PublicationDraft Action(string deviceId, DeviceAction action, DateTimeOffset now) =>
        LatestOf("action:" + action.ActionId, MessageTypes.DeviceAction, data => DeviceJson.WriteAction(data, deviceId, action, now));

    public static PublicationDraft OptimizationComplete(string deviceId, byte[] results, DateTimeOffset now) => Draft(
        MessageTypes.OptimizationComplete,
        data =>
        {
            data.WriteString("device_id", deviceId);
            data.WriteRaw("results", results);
            data.WriteTime("timestamp", now);
        });

    public static PublicationDraft MonitoringStarted(string deviceId, MonitoringRequest request, DateTimeOffset now) =>
        Monitoring(deviceId, request, $"Monitoring of device {deviceId} started", now);

    /// <summary>Nobody watches any more.</summary>
    public static PublicationDraft MonitoringEnded(string deviceId, DateTimeOffset now) => Monitoring(deviceId, null, $"Monitoring of device {deviceId} ended", now);

    private static PublicationDraft Monitoring(string deviceId, MonitoringRequest? request, string message, DateTimeOffset now) => LatestOf("monitoring", MessageTypes.SystemMessage, data =>
    {
        data.WriteString("message", message);
        data.WriteString("device_id", deviceId);
        data.WriteString("monitoring_type", request?.MonitoringType);
        if (request is null)
        {
            data.WriteNull("interval");
        }
        else
        {
            data.WriteNumber("interval", request.Interval.TotalSeconds);
        }

        data.WriteTime("timestamp", now);
    });

    /// <summary>What the device's agent is to do: sample at an interval, or, with <see langword="null"/>, as it likes.</summary>
    public static PublicationDraft Sampling(string deviceId, MonitoringRequest? request, DateTimeOffset now) =>
        Monitoring(deviceId, request, request is null ? "Nobody watches: sample as you like" : $"Sample every {request.Interval.TotalSeconds} s", now);

    /// <summary><c>device_connected</c> or <c>device_disconnected</c>.</summary>
    public static PublicationDraft Transition(DeviceSnapshot device, DeviceTransition transition, DateTimeOffset now) => Draft(
        transition == DeviceTransition.Connected ? MessageTypes.DeviceConnected : MessageTypes.DeviceDisconnected,
        data =>
        {
            data.WriteString("device_id", device.DeviceId);
            data.WriteString("name", device.Name);
            data.WriteString("status", device.Status);
            data.WriteTime("timestamp", now);
        });

    /// <summary><c>device_status</c> of some devices.</summary>
    public static PublicationDraft Status(IEnumerable<DeviceSnapshot> devices, DateTimeOffset now) => Draft(MessageTypes.DeviceStatus, data =>
    {
        data.WriteStartArray("devices");
        foreach (var device in devices)
        {
            data.WriteStartObject();
            DeviceJson.WriteStatus(data, device);
            data.WriteEndObject();
        }

        data.WriteEndArray();
        data.WriteTime("timestamp", now);
    });

    /// <summary>All that is known of a device: the state that its topic tells the changes of.</summary>
    public static PublicationDraft Twin(DeviceSnapshot device, DateTimeOffset now) => LatestOf("twin", MessageTypes.DeviceStatus, data =>
    {
        data.WriteStartArray("devices");
        data.WriteStartObject();
        DeviceJson.WriteTwin(data, device);
        data.WriteEndObject();
        data.WriteEndArray();
        data.WriteTime("timestamp", now);
    });

    /// <summary>The last value of every metric of a device, as one sample; <c>timestamps</c> has the times of those that did not come with the last one.</summary>
    public static PublicationDraft AllMetrics(DeviceSnapshot device) => LatestOf(device.DeviceId, MessageTypes.LiveMetrics, data =>
    {
        data.WriteString("device_id", device.DeviceId);
        if (device.OlderMetrics.Count == 0)
        {
            data.WriteRaw("metrics", device.Metrics ?? _noMetrics);
        }
        else
        {
            data.WriteStartObject("metrics");
            foreach (var metric in device.AllMetrics())
            {
                data.WriteRaw(metric.Name, metric.Json);
            }

            data.WriteEndObject();
            data.WriteStartObject("timestamps");
            foreach (var metric in device.OlderMetrics)
            {
                data.WriteTime(metric.Name, metric.At);
            }

            data.WriteEndObject();
        }

        data.WriteTime("timestamp", device.MetricsAt ?? device.LastSeen ?? default);
    });

    /// <summary>One device's status, on its own topic: the latest says all.</summary>
    public static PublicationDraft OwnStatus(DeviceSnapshot device, DateTimeOffset now) => Status([device], now) with { Key = "status" };

    private static PublicationDraft LatestOf(string key, string type, Action<Utf8JsonWriter> data) => Draft(type, data) with { Key = key };

    private static PublicationDraft Draft(string type, Action<Utf8JsonWriter> data) => new() { Type = type, Data = JsonText.WriteObject(data) };
}
