namespace AndroidZen.Security;

/// <summary>The roles that a token may have.</summary>
public static class Roles
{
    /// <summary>Everything.</summary>
    public const string Admin = "admin";

    /// <summary>Back ends: every publishing endpoint.</summary>
    public const string Publisher = "publisher";

    /// <summary>Who sees to alerts: acknowledges them.</summary>
    public const string Operator = "operator";

    /// <summary>A device agent: what concerns its own device.</summary>
    public const string Device = "device";

    /// <summary>No more than anybody with a token.</summary>
    public const string User = "user";

    public static IReadOnlyList<string> All { get; } = [Admin, Publisher, Operator, Device, User];
}
