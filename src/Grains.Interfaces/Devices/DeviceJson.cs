using System.Text.Json;
using AndroidZen.Protocol;

namespace AndroidZen.Devices;

/// <summary>A device as JSON, in messages and in answers (docs/protocol.md, "Device status" and "Devices").</summary>
public static class DeviceJson
{
    private static readonly string[] _twinMembers = ["metrics", "actions", "monitoring"];

    /// <summary>Writes the members that every list of devices shows.</summary>
    public static void WriteStatus(Utf8JsonWriter data, DeviceSnapshot device) => Write(data, device, besides: []);

    /// <summary>Writes all that is known of the device: its status, the last value of each metric and when it came, its actions, and what is being watched.</summary>
    public static void WriteTwin(Utf8JsonWriter data, DeviceSnapshot device)
    {
        ArgumentNullException.ThrowIfNull(data);
        Write(data, device, _twinMembers);
        data.WriteStartObject("metrics");
        foreach (var metric in device.AllMetrics())
        {
            data.WriteStartObject(metric.Name);
            data.WriteRaw("value", metric.Json);
            data.WriteTime("timestamp", metric.At);
            data.WriteEndObject();
        }

        data.WriteEndObject();
        data.WriteStartArray("actions");
        foreach (var action in device.Actions)
        {
            data.WriteStartObject();
            WriteAction(data, device.DeviceId, action, action.UpdatedAt);
            data.WriteEndObject();
        }

        data.WriteEndArray();
        if (device.Monitoring is { } monitoring)
        {
            data.WriteStartObject("monitoring");
            data.WriteString("monitoring_type", monitoring.MonitoringType);
            data.WriteNumber("interval", monitoring.Interval.TotalSeconds);
            data.WriteEndObject();
        }
        else
        {
            data.WriteNull("monitoring");
        }
    }

    /// <summary>Writes the members of a <c>device_action</c>.</summary>
    public static void WriteAction(Utf8JsonWriter data, string deviceId, DeviceAction action, DateTimeOffset? timestamp)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(action);
        data.WriteString("action_id", action.ActionId);
        data.WriteString("device_id", deviceId);
        data.WriteString("action_type", action.ActionType);
        data.WriteString("status", action.Status);
        WriteTimeIfThere(data, "timestamp", timestamp);
        if (action.Progress is { } progress)
        {
            data.WriteNumber("progress", progress);
        }

        WriteRawIfThere(data, "parameters", action.Parameters);
        WriteRawIfThere(data, "result", action.Result);
        WriteTimeIfThere(data, "requested_at", action.RequestedAt);
        if (action.RequestedBy is { } user)
        {
            data.WriteString("requested_by", user);
        }

        WriteTimeIfThere(data, "deadline", action.Deadline());
    }

    private static void Write(Utf8JsonWriter data, DeviceSnapshot device, IReadOnlyList<string> besides)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(device);
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
            foreach (var (name, value) in JsonMembers.Read(details))
            {
                if (!besides.Contains(name))
                {
                    data.WriteRaw(name, value);
                }
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

    private static void WriteTimeIfThere(Utf8JsonWriter data, string name, DateTimeOffset? time)
    {
        if (time is { } value)
        {
            data.WriteTime(name, value);
        }
    }

    private static void WriteRawIfThere(Utf8JsonWriter data, string name, byte[]? json)
    {
        if (json is not null)
        {
            data.WriteRaw(name, json);
        }
    }
}
