using System.Globalization;

namespace AndroidZen.Comparison.Systems;

/// <summary>The topics of the comparison; the platform has an endpoint for each kind.</summary>
internal static class TopicNaming
{
    /// <summary>What many are on.</summary>
    public const string Shared = "performance";

    /// <summary>What one is on.</summary>
    public static string Device(int number) => string.Create(CultureInfo.InvariantCulture, $"metrics_device-{number}");
}
