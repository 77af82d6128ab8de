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
        var (wantedLimit, before) = ((long)DefaultLimit, 0L);
        errors = new RequestErrors()
            .Check("state", string.IsNullOrEmpty(state) || AlertStates.All.Contains(state), $"must be one of {string.Join(", ", AlertStates.All)}")
            .Check("limit", string.IsNullOrEmpty(limit) || (TryParse(limit, out wantedLimit) && wantedLimit is > 0 and <= MaxLimit), $"must be a whole number from 1 to {MaxLimit}")
            .Check("cursor", string.IsNullOrEmpty(cursor) || (TryParse(cursor, out before) && before > 0), "must be the next_cursor of an earlier answer");
        if (!string.IsNullOrEmpty(deviceId))
        {
            errors.RequireDeviceId(deviceId);
        }

        return new AlertQuery
        {
            State = state switch { AlertStates.Open => AlertState.Open, AlertStates.Acknowledged => AlertState.Acknowledged, _ => null },
            DeviceId = string.IsNullOrEmpty(deviceId) ? null : deviceId,
            Limit = (int)wantedLimit,
            Before = before > 0 ? before : null,
        };
    }

    private static bool TryParse(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
