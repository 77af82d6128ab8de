using AndroidZen.TestKit;

namespace AndroidZen.Grains.Tests;

/// <summary>Two silos for all tests of the collection; each test uses ids of its own, and leaves no reminder or timer behind that others would hear.</summary>
public sealed class SilosFixture : IAsyncLifetime
{
    /// <summary>
    /// Small bounds, so that tests reach them; odd durations, so that a test can tell its timer from any other. Nothing that comes about for all devices by itself: a test would see it after another's.
    /// </summary>
    private static readonly Dictionary<string, string?> _settings = new()
    {
        ["Alerts:EscalateAfter"] = "00:00:00",
        ["Devices:MaxActions"] = "3",
        ["Devices:PerformanceInterval"] = "00:00:00",
        ["Devices:Timeout"] = "30.00:00:00",
        ["Devices:WriteBehindDelay"] = "00:00:20.100",
        ["Devices:MonitoringLease"] = "00:02:00",
        ["Devices:StatusWindow"] = "00:00:00.170",
        ["Devices:MaxDevicesPerMessage"] = "10",
        ["Users:MaxNotifications"] = "3",
        ["Presence:LeaveDelay"] = "00:00:05.170",
        ["Presence:RestoreDelay"] = "00:01:31.300",
        ["Topics:Rules:0:Pattern"] = "presence:kept-*",
        ["Topics:Rules:0:Durable"] = "true",
        ["GatewayWatch:MissedHeartbeats"] = "3",
        ["GatewayWatch:AnswerTimeout"] = "00:00:03.300",
    };

    public TestSilos Silos { get; private set; } = null!;

    /// <summary>A name that no other test uses.</summary>
    public static string NewId(string prefix) => $"{prefix}-{Guid.NewGuid():N}";

    public async Task InitializeAsync() => Silos = await TestSilos.StartAsync(settings: _settings);

    public async Task DisposeAsync()
    {
        await Silos.DisposeAsync();

        // The one error that a test asks for.
        Assert.DoesNotContain(
            Silos.Log.Errors, line => line.Category.StartsWith("AndroidZen.Grains", StringComparison.Ordinal) && line.EventId != EventIds.WriteBehindFailed);
    }
}

[CollectionDefinition(Name)]
public sealed class SilosCollection : ICollectionFixture<SilosFixture>
{
    public const string Name = "silos";
}
