using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests;

/// <summary>One platform for all tests of a collection; each test uses topics, devices and users of its own.</summary>
public sealed class PlatformFixture : IAsyncLifetime
{
    public PlatformHost Host { get; private set; } = null!;

    /// <summary>A name that no other test uses.</summary>
    public static string NewId(string prefix) => $"{prefix}-{Guid.NewGuid():N}";

    /// <summary>Settings of a host that sends no heartbeat, and no figures of the fleet, by itself: a test sees the frames that it asked for.</summary>
    public static IReadOnlyDictionary<string, string> Quiet { get; } = new Dictionary<string, string>
    {
        ["Gateway:HeartbeatInterval"] = "00:05:00",
        ["Gateway:Lease"] = "00:15:00",
        ["Connections:IdleTimeout"] = "02:00:00",
        ["Devices:PerformanceInterval"] = "00:00:00",
    };

    public async Task InitializeAsync() => Host = await PlatformHost.StartAsync(Quiet);

    public Task DisposeAsync() => StopAsync(Host, TestTokens.Publisher());

    /// <summary>Stops a host that has nothing left to tell, and fails if it ever logged an Error.</summary>
    /// <param name="host">The host.</param>
    /// <param name="token">Of one who may publish, if the host asks for that.</param>
    public static async Task StopAsync(PlatformHost host, string? token)
    {
        // What the fleet has still to tell of other tests' devices comes before what it tells of this one; told while the silo stops, Orleans would log it as failed.
        var device = NewId("last");
        await using (var client = await host.ConnectAsync(token: token))
        {
            await client.SubscribeAsync("device_status");
            Assert.Equal(200, (await host.SendAsync(HttpMethod.Post, $"/devices/{device}/status", "{}", token)).Status);
            await client.NextAsync(frame => frame.Type() == "device_status" && frame.GetRawText().Contains(device, StringComparison.Ordinal), "the last status");
        }

        host.Log.AssertNoErrors();
        await host.DisposeAsync();

        // Orleans logs an Error for a call that comes while its silo stops: the gateway's farewell may be one.
        Assert.DoesNotContain(host.Log.Errors, line => line.Category.StartsWith("AndroidZen", StringComparison.Ordinal));
    }
}

[CollectionDefinition(Name)]
public sealed class PlatformCollection : ICollectionFixture<PlatformFixture>
{
    public const string Name = "platform";
}
