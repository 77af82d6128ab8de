using System.Globalization;
using System.Security.Claims;

namespace AndroidZen.WebHost.Security;

/// <summary>Who is calling, as the token says.</summary>
internal sealed record Caller
{
    public static readonly Caller Anonymous = new();

    /// <summary><see langword="null"/> without a token.</summary>
    public string? UserId { get; init; }

    /// <summary><see langword="null"/> without a token.</summary>
    public string? Username { get; init; }

    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The device that a token of role <c>device</c> speaks for.</summary>
    public string? DeviceId { get; init; }

    /// <summary>The device whose agent this is, and nothing else; <see langword="null"/> for everybody else.</summary>
    public string? AgentOf => DeviceId is { } deviceId && !IsAdmin && Roles.Contains(AndroidZen.Security.Roles.Device) && AndroidZen.Devices.DeviceId.IsWellFormed(deviceId) ? deviceId : null;

    public DateTimeOffset? TokenExpiresAt { get; init; }

    public bool IsAuthenticated => UserId is not null;

    public bool IsAdmin => Roles.Contains(AndroidZen.Security.Roles.Admin);

    /// <summary>Whether the caller has the role; an administrator has every one.</summary>
    public bool Has(string role) => IsAdmin || Roles.Contains(role);

    /// <summary>Reads the claims (docs/protocol.md, "Tokens"). An identity that is not authenticated is anonymous.</summary>
    public static Caller From(ClaimsPrincipal principal)
    {
        if (principal.Identity is not { IsAuthenticated: true } || principal.FindFirstValue(ClaimNames.Subject) is not { Length: > 0 } subject)
        {
            return Anonymous;
        }

        var userId = principal.FindFirstValue(ClaimNames.UserId) is { Length: > 0 } id ? id : subject;
        var roles = principal.FindAll(ClaimNames.Role).Concat(principal.FindAll(ClaimNames.Roles)).Select(claim => claim.Value).ToList();
        if (principal.FindFirst(ClaimNames.IsAdmin) is { ValueType: ClaimValueTypes.Boolean } claim && bool.Parse(claim.Value))
        {
            roles.Add(AndroidZen.Security.Roles.Admin);
        }

        return new Caller
        {
            UserId = userId,
            Username = subject,
            Roles = roles,
            DeviceId = principal.FindFirstValue(ClaimNames.DeviceId) is { Length: > 0 } deviceId ? deviceId : userId,
            TokenExpiresAt = ReadTime(principal.FindFirstValue(ClaimNames.Expiry)),
        };
    }

    /// <summary>A NumericDate (RFC 7519, section 2), which may have a fraction. One beyond the calendar, as milliseconds taken for seconds are, never comes.</summary>
    private static DateTimeOffset? ReadTime(string? seconds) =>
        double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0 && value <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds((long)value)
            : null;
}

/// <summary>The claims that are read (RFC 7519, section 4.1, and the wire contract).</summary>
internal static class ClaimNames
{
    public const string Subject = "sub";
    public const string Expiry = "exp";
    public const string UserId = "user_id";
    public const string Type = "type";
    public const string IsAdmin = "is_admin";
    public const string Role = "role";
    public const string Roles = "roles";
    public const string DeviceId = "device_id";

    /// <summary>What <see cref="Type"/> must say.</summary>
    public const string AccessType = "access";
}
