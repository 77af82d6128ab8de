using AndroidZen.Alerts;
using AndroidZen.Connections;
using AndroidZen.Devices;
using AndroidZen.Presence;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests;

[Collection(SilosCollection.Name)]
public sealed class GrainKeysTests(SilosFixture fixture)
{
    private readonly IGrainFactory _grains = fixture.Silos.Grains;

    [Fact]
    public void Get_ByNamesWrittenHere_IsTheGrainThatOrleansFinds()
    {
        Assert.Equal(_grains.GetGrain<IDeviceGrain>("id:pixel-7"), _grains.GetDevice("pixel-7"));
        Assert.Equal(_grains.GetGrain<ISubscriptionGrain>("device_pixel-7"), _grains.GetTopic("device_pixel-7"));
        Assert.Equal(_grains.GetGrain<IPresenceGrain>("device_pixel-7"), _grains.GetPresence("device_pixel-7"));
        Assert.Equal(_grains.GetGrain<IFleetStatusGrain>(0), _grains.GetFleetStatus());
        Assert.Equal(_grains.GetGrain<IAlertsGrain>(0), _grains.GetAlerts());
        Assert.Equal(_grains.GetGrain<IConnectionDirectoryGrain>(ConnectionShard.Of("me")), _grains.GetConnectionDirectory("me"));
    }
}
