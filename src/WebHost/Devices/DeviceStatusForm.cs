using System.Runtime.InteropServices;
using AndroidZen.Devices;
using AndroidZen.Protocol;
using AndroidZen.WebHost.Hosting;
using AndroidZen.WebHost.Protocol;

namespace AndroidZen.WebHost.Devices;

/// <summary>The rules for a device's report of itself (docs/protocol.md, "Device status").</summary>
internal static class DeviceStatusForm
{
    /// <summary>The longest name and status, in characters.</summary>
    private const int MaxTextLength = 100;

    /// <summary>How much JSON a report may add of its own, in bytes: it stays in memory and is sent with every status.</summary>
    private const int MaxDetailsBytes = 4096;

    /// <summary>Members that the server itself writes; a report's own are ignored.</summary>
    private static readonly string[] _ownMembers = ["id", "device_id", "last_seen", "timestamp"];

    /// <summary>Checks a request and makes it a report.</summary>
    public static DeviceStatusReport Read(string deviceId, DeviceStatusRequest request, out RequestErrors errors)
    {
        var details = ReadDetails(request);
        errors = new RequestErrors()
            .RequireDeviceId(deviceId)
            .Check("name", request.Name is null or { Length: > 0 and <= MaxTextLength }, $"must be 1 to {MaxTextLength} characters")
            .Check("status", request.Status is null or { Length: > 0 and <= MaxTextLength }, $"must be 1 to {MaxTextLength} characters")
            .CheckPercent("battery_level", request.BatteryLevel)
            .CheckPercent("cpu_usage", request.CpuUsage)
            .CheckPercent("memory_usage", request.MemoryUsage)
            .CheckPercent("storage_usage", request.StorageUsage)
            .Check("body", details is null || details.Length <= MaxDetailsBytes, $"may have {MaxDetailsBytes} bytes of further members");
        return new DeviceStatusReport
        {
            Status = request.Status,
            Name = request.Name,
            Readings = new DeviceReadings
            {
                BatteryLevel = request.BatteryLevel,
                CpuUsage = request.CpuUsage,
                MemoryUsage = request.MemoryUsage,
                StorageUsage = request.StorageUsage,
            },
            Details = details,
        };
    }

    private static byte[]? ReadDetails(DeviceStatusRequest request)
    {
        var details = request.Details?.Where(member => !_ownMembers.Contains(member.Key)).ToList();
        return details is not { Count: > 0 }
            ? null
            : JsonText.WriteObject(writer =>
            {
                foreach (var (name, value) in details)
                {
                    writer.WriteRaw(name, JsonMarshal.GetRawUtf8Value(value));
                }
            });
    }
}
