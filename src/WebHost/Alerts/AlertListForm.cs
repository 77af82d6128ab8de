using System.Globalization;
using AndroidZen.Alerts;
using AndroidZen.WebHost.Hosting;

namespace AndroidZen.WebHost.Alerts;

/// <summary>The rules for the query of <c>GET /alerts</c>. Everything comes as text, so that the answer to what is wrong names the field; an empty text is none.</summary>
internal static class AlertListForm
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    /// <summary>Checks a query and makes it one for the grain.</summary>
    public static AlertQuery Read(string? state, string? deviceId, string? limit, string? cursor, out RequestErrors errors)
    {
        var before = 0L;
        errors = new RequestErrors()
            .Check("state", string.IsNullOrEmpty(state) || AlertStates.All.Contains(state), $"must be one of {string.Join(", ", AlertStates.All)}")
            .ReadLimit("limit", limit, DefaultLimit, MaxLimit, out var count)
            .Check("cursor", string.IsNullOrEmpty(cursor) || (long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out before) && before > 0), "must be the next_cursor of an earlier answer");
        if (!string.IsNullOrEmpty(deviceId))
        {
            errors.RequireDeviceId(deviceId);
        }

        return new AlertQuery
        {
            State = state switch { AlertStates.Open => AlertState.Open, AlertStates.Acknowledged => AlertState.Acknowledged, _ => null },
            DeviceId = string.IsNullOrEmpty(deviceId) ? null : deviceId,
            Limit = count,
            Before = before > 0 ? before : null,
        };
    }
}
