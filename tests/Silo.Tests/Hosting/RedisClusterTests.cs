using AndroidZen.Devices;
using AndroidZen.Gateways;
using AndroidZen.Silo.Hosting;
using AndroidZen.TestKit.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Streams;
using StackExchange.Redis;

namespace AndroidZen.Silo.Tests.Hosting;

/// <summary>Redis behind everything, from configuration alone.</summary>
public sealed class RedisClusterTests : IAsyncLifetime
{
    private RedisServer _redis = null!;

    public async Task InitializeAsync() => _redis = await RedisServer.StartNewAsync();

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    [Fact]
    public async Task Start_TwoSilosAndAClientOnOneRedis_KeepMembershipStateSubscriptionsAndRemindersThere()
    {
        var one = await SiloHost.StartAsync(SiloSettings());
        var two = await SiloHost.StartAsync(SiloSettings());
        var client = await StartClientAsync();

        Assert.Equal(2, (await one.Grains().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Count);
        var device = client.Grains().GetDevice("abc");
        await device.ReportStatusAsync(new DeviceStatusReport { Name = "Pixel" });
        await device.StartMonitoringAsync(new MonitoringRequest { MonitoringType = "all", Interval = TimeSpan.FromHours(1) });
        var stream = client.Services.GetRequiredKeyedService<IStreamProvider>(GatewayStreams.ProviderName).GetStream<int>("test", "stream");
        await stream.SubscribeAsync((_, _) => Task.CompletedTask);

        var keys = await KeysAsync();
        Assert.Contains(keys, key => key.Contains("members", StringComparison.Ordinal));
        Assert.Contains(keys, key => key.Contains("reminders", StringComparison.Ordinal));
        Assert.Contains(keys, key => key.Contains("/state/", StringComparison.Ordinal) && key.Contains("device", StringComparison.Ordinal));
        Assert.Contains(keys, key => key.Contains("/state/", StringComparison.Ordinal) && key.Contains("pubsub", StringComparison.OrdinalIgnoreCase));

        // The other silo reads what the one that stops has written.
        await two.StopAndDisposeAsync();
        Assert.Equal("Pixel", (await device.GetSnapshotAsync())!.Name);
        await client.StopAndDisposeAsync();
        await one.StopAndDisposeAsync();
    }

    private Dictionary<string, string?> SiloSettings() => new(_redis.Settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value))
    {
        ["Orleans:Endpoints:AdvertisedIPAddress"] = "127.0.0.1",
        ["Orleans:Endpoints:SiloPort"] = $"{FreePort.Next()}",
        ["Orleans:Endpoints:GatewayPort"] = $"{FreePort.Next()}",
    };

    private async Task<IHost> StartClientAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(_redis.Settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
        builder.Configuration.AddStorageSettings();
        builder.AddAndroidZenClusterClient();
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private async Task<List<string>> KeysAsync()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString + ",asyncTimeout=60000"); // Two silos and all other tests share the processor.
        return await redis.GetServers().Single().KeysAsync().Select(key => key.ToString()).ToListAsync();
    }
}
