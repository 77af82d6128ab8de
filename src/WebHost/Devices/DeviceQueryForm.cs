using System.Buffers.Text;
using System.Globalization;
using System.Text;
using AndroidZen.Devices;
using AndroidZen.Protocol;
using AndroidZen.WebHost.Hosting;

namespace AndroidZen.WebHost.Devices;

/// <summary>Reads which devices a request wants (docs/protocol.md, "Devices").</summary>
internal static class DeviceQueryForm
{
    public const int DefaultLimit = 100;

    private const char Separator = '\n'; // In no id, and what comes before the id may have any.

    private static readonly Dictionary<string, DeviceOrder> _orders = new(StringComparer.Ordinal)
    {
        ["id"] = DeviceOrder.Id,
        ["name"] = DeviceOrder.Name,
        ["status"] = DeviceOrder.Status,
        ["last_seen"] = DeviceOrder.LastSeen,
        ["battery_level"] = DeviceOrder.BatteryLevel,
        ["cpu_usage"] = DeviceOrder.CpuUsage,
        ["memory_usage"] = DeviceOrder.MemoryUsage,
        ["storage_usage"] = DeviceOrder.StorageUsage,
    };

    /// <summary>Reads the query's parameters.</summary>
    public static DeviceQuery Read(string? status, string? sort, string? limit, string? cursor, out RequestErrors errors)
    {
        var descending = sort?.StartsWith('-') == true;
        var isOrder = _orders.TryGetValue(sort is null ? "id" : descending ? sort[1..] : sort, out var order);
        DevicePlace? after = null;
        errors = new RequestErrors()
            .CheckLength("status", status, TextLimits.Word)
            .Check("sort", isOrder, $"must be one of {string.Join(", ", _orders.Keys)}, with - before it for descending")
            .ReadLimit("limit", limit, DefaultLimit, DeviceQuery.MaxLimit, out var count)
            .Check("cursor", cursor is null || (after = ReadCursor(cursor, sort)) is not null, "must be the next_cursor of an answer with the same sort");
        return new DeviceQuery { Status = status, Order = order, Descending = descending, Limit = count, After = after };
    }

    /// <summary>A place as a text that a client gives back.</summary>
    public static string ToCursor(DevicePlace place, string? sort) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(Separator, sort, place.DeviceId, place.Number.ToString("R", CultureInfo.InvariantCulture), place.Text)));

    private static DevicePlace? ReadCursor(string cursor, string? sort)
    {
        if (!Base64Url.IsValid(cursor))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split(Separator, 4);
        return parts.Length == 4 && parts[0] == (sort ?? "") && DeviceId.IsWellFormed(parts[1]) && double.TryParse(parts[2], CultureInfo.InvariantCulture, out var number)
            ? new DevicePlace(number, parts[3], parts[1])
            : null;
    }
}
