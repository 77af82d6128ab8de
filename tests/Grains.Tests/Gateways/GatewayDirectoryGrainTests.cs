using AndroidZen.Gateways;
using AndroidZen.TestKit;

namespace AndroidZen.Grains.Tests.Gateways;

[Collection(SilosCollection.Name)]
public class GatewayDirectoryGrainTests(SilosFixture fixture)
{
    private readonly TestSilos _silos = fixture.Silos;

    /// <summary>A directory of this test alone; the platform's is number 0.</summary>
    private readonly IGatewayDirectoryGrain _directory = fixture.Silos.Grains.GetGrain<IGatewayDirectoryGrain>(Random.Shared.NextInt64(1, long.MaxValue));

    [Fact]
    public async Task AddAsync_NewActivation_StillKnowsThem()
    {
        await _directory.AddAsync("a", "host-1");
        await _directory.AddAsync("b", "host-2");
        await _silos.DeactivateAsync(_directory);
        Assert.Equal(["a", "b"], (await _directory.ListAsync()).Order());
    }

    [Fact]
    public async Task AddAndRemove_NothingChanges_WriteNothing()
    {
        await _directory.RemoveAsync("a");
        Assert.Equal(0, _silos.Storage.WritesOf(_directory));
        await _directory.AddAsync("a", "host-1");
        await _directory.AddAsync("a", "host-1");
        Assert.Equal(1, _silos.Storage.WritesOf(_directory));
        await _directory.RemoveAsync("a");
        Assert.Empty(await _directory.ListAsync());
        Assert.Equal(2, _silos.Storage.WritesOf(_directory));
    }
}
