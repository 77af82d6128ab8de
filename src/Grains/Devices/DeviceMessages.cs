using System.Runtime.InteropServices;
using System.Text.Json;
using AndroidZen.Devices;
using AndroidZen.Protocol;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Devices;

/// <summary>The messages about one device, as docs/protocol.md words them.</summary>
internal static class DeviceMessages
{
    private static readonly byte[] _noMetrics = "{}"u8.ToArray();

    public static PublicationDraft LiveMetrics(string deviceId, byte[]? metrics, DateTimeOffset now) => Draft(MessageTypes.LiveMetrics, data =>
    {
        data.WriteString("device_id", deviceId);
        data.WriteRaw("metrics", metrics ?? _noMetrics);
        data.WriteTime("timestamp", now);
    }) with
    { Key = deviceId };

    public static PublicationDraft AnalyticsUpdate(string deviceId, byte[] metrics, DateTimeOffset now) => Draft(MessageTypes.AnalyticsUpdate, data =>
    {
        data.WriteString("device_id", deviceId);
        data.WriteRaw("metrics", metrics);
        data.WriteTime("timestamp", now);
    }) with
    { Key = deviceId };

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

    public static PublicationDraft SecurityAlert(string deviceId, byte[] details, DateTimeOffset now) => Draft(MessageTypes.SecurityAlert, data =>
    {
        data.WriteString("device_id", deviceId);
        data.WriteRaw("alert_details", details);
        data.WriteTime("timestamp", now);
    });

    public static PublicationDraft Action(string deviceId, DeviceActionReport action, DateTimeOffset now) => Draft(MessageTypes.DeviceAction, data =>
    {
        data.WriteString("action_id", action.ActionId);
        data.WriteString("device_id", deviceId);
        data.WriteString("action_type", action.ActionType);
        data.WriteString("status", action.Status);
        data.WriteTime("timestamp", now);
        if (action.Result is { } result)
        {
            data.WriteRaw("result", result);
        }
    }) with
    { Key = "action:" + action.ActionId };

    public static PublicationDraft OptimizationComplete(string deviceId, byte[] results, DateTimeOffset now) => Draft(
        MessageTypes.OptimizationComplete,
        data =>
        {
            data.WriteString("device_id", deviceId);
            data.WriteRaw("results", results);
            data.WriteTime("timestamp", now);
        });

    public static PublicationDraft MonitoringStarted(string deviceId, MonitoringRequest request, DateTimeOffset now) => Draft(
        MessageTypes.SystemMessage,
        data =>
        {
            data.WriteString("message", $"Monitoring of device {deviceId} started");
            data.WriteString("device_id", deviceId);
            data.WriteString("monitoring_type", request.MonitoringType);
            data.WriteNumber("interval", request.Interval.TotalSeconds);
            data.WriteTime("timestamp", now);
        });

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
            WriteDevice(data, device);
            data.WriteEndObject();
        }

        data.WriteEndArray();
        data.WriteTime("timestamp", now);
    });

    /// <summary>One device's status, on its own topic: the latest says all.</summary>
    public static PublicationDraft OwnStatus(DeviceSnapshot device, DateTimeOffset now) => Status([device], now) with { Key = "status" };

    private static PublicationDraft Draft(string type, Action<Utf8JsonWriter> data) => new() { Type = type, Data = JsonText.WriteObject(data) };

    private static void WriteDevice(Utf8JsonWriter data, DeviceSnapshot device)
    {
        data.WriteString("id", device.DeviceId);
        data.WriteString("name", device.Name);
        data.WriteString("status", device.Status);
        WriteNumberOrNull(data, "battery_level", device.Readings.BatteryLevel);
        WriteNumberOrNull(data, "cpu_usage", device.Readings.CpuUsage);
        WriteNumberOrNull(data, "memory_usage", device.Readings.MemoryUsage);
        WriteNumberOrNull(data, "storage_usage", device.Readings.StorageUsage);
        if (device.LastSeen is { } lastSeen)
        {
            data.WriteTime("last_seen", lastSeen);
        }
        else
        {
            data.WriteNull("last_seen");
        }

        if (device.Details is { } details)
        {
            using var members = JsonDocument.Parse(details);
            foreach (var member in members.RootElement.EnumerateObject())
            {
                data.WriteRaw(member.Name, JsonMarshal.GetRawUtf8Value(member.Value)); // WriteTo throws for half a surrogate pair.
            }
        }
    }

    private static void WriteNumberOrNull(Utf8JsonWriter data, string name, double? value)
    {
        if (value is { } number)
        {
            data.WriteNumber(name, number);
        }
        else
        {
            data.WriteNull(name);
        }
    }
}
