using System.Runtime.InteropServices;
using AndroidZen.Devices;
using AndroidZen.Protocol;
using AndroidZen.WebHost.Hosting;
using AndroidZen.WebHost.Protocol;

namespace AndroidZen.WebHost.Devices;

/// <summary>The rules for a device's report of itself (docs/protocol.md, "Device status").</summary>
internal static class DeviceStatusForm
{
    /// <summary>Members that the server itself writes; a report's own are ignored.</summary>
    private static readonly string[] _ownMembers = ["id", "device_id", "last_seen", "timestamp"];

    /// <summary>Checks a request and makes it a report.</summary>
    public static DeviceStatusReport Read(string deviceId, DeviceStatusRequest request, out RequestErrors errors)
    {
        var details = ReadDetails(request);
        errors = new RequestErrors()
            .RequireDeviceId(deviceId)
            .Check("name", request.Name is not "", "must not be empty")
            .CheckLength("name", request.Name, TextLimits.Word)
            .Check("status", request.Status is not ("" or DeviceStatus.Unknown), $"must not be empty, nor \"{DeviceStatus.Unknown}\", which is for devices that have never reported")
            .CheckLength("status", request.Status, TextLimits.Word)
            .CheckPercent("battery_level", request.BatteryLevel)
            .CheckPercent("cpu_usage", request.CpuUsage)
            .CheckPercent("memory_usage", request.MemoryUsage)
            .CheckPercent("storage_usage", request.StorageUsage)
            .Check("body", details is null || details.Length <= DeviceStatusReport.MaxDetailsBytes, $"may have {DeviceStatusReport.MaxDetailsBytes} bytes of further members");
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
