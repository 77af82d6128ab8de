namespace AndroidZen.Comparison.Rows;

/// <summary>What figures are called.</summary>
internal static class Figures
{
    public const string Deliveries = "deliveries/s";
    public const string Publications = "publications/s";
    public const string Lost = "lost";
    public const string Memory = "KB per connection";
    public const string Accepts = "connections/s";
    public const string Server = "server, % of a core";
    public const string Load = "load, % of a core";
    public const string ServerPerDelivery = "server, µs per delivery";

    public static string P50(string when) => $"p50, ms, {when}";

    public static string P99(string when) => $"p99, ms, {when}";

    public static string Offered(string when) => $"% of the offered rate, {when}";

    public static string ServerWhile(string when) => $"{Server}, {when}";
}
