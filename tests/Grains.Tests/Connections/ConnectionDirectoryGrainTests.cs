using AndroidZen.Connections;
using AndroidZen.TestKit;

namespace AndroidZen.Grains.Tests.Connections;

[Collection(SilosCollection.Name)]
public class ConnectionDirectoryGrainTests(SilosFixture fixture)
{
    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(90);
    private static readonly ConnectionLocation _older = new("gateway-a", "older");
    private static readonly ConnectionLocation _newer = new("gateway-b", "newer");
    private readonly TestSilos _silos = fixture.Silos;
    private readonly string _client = SilosFixture.NewId("client");

    private IConnectionDirectoryGrain Directory => _silos.Grains.GetGrain<IConnectionDirectoryGrain>(ConnectionShard.Of(_client));

    [Fact]
    public async Task ClaimAsync_Free_ReturnsNothing()
    {
        Assert.Null(await Directory.FindAsync(_client));
        Assert.Null(await Directory.ClaimAsync(_client, _older, _lease));
        Assert.Equal(_older, await Directory.FindAsync(_client));
    }

    [Fact]
    public async Task ClaimAsync_Taken_ReturnsTheOlder()
    {
        await Directory.ClaimAsync(_client, _older, _lease);
        Assert.Equal(_older, await Directory.ClaimAsync(_client, _newer, _lease));
        Assert.Equal(_newer, await Directory.FindAsync(_client));
    }

    [Fact]
    public async Task ClaimAsync_Repeated_DoesNotReturnItself()
    {
        await Directory.ClaimAsync(_client, _older, _lease);
        Assert.Null(await Directory.ClaimAsync(_client, _older, _lease));
    }

    [Fact]
    public async Task ReleaseAsync_AnotherHasIt_ChangesNothing()
    {
        await Directory.ClaimAsync(_client, _older, _lease);
        await Directory.ClaimAsync(_client, _newer, _lease);
        await Directory.ReleaseAsync(_client, _older.ConnectionId);
        Assert.Equal(_newer, await Directory.FindAsync(_client));
        await Directory.ReleaseAsync(_client, _newer.ConnectionId);
        Assert.Null(await Directory.FindAsync(_client));
        await Directory.ReleaseAsync(_client, _newer.ConnectionId);
    }

    [Fact]
    public async Task RenewAsync_AnotherHasIt_NeverSteals()
    {
        await Directory.ClaimAsync(_client, _newer, _lease);
        await RenewAsync(_older);
        Assert.Equal(_newer, await Directory.FindAsync(_client));
    }

    [Fact]
    public async Task RenewAsync_Forgotten_ClaimsAnew()
    {
        await Directory.ClaimAsync(_client, _older, _lease);
        await _silos.DeactivateAsync(Directory);
        Assert.Null(await Directory.FindAsync(_client));
        Assert.Empty(await RenewAsync(_older));
        Assert.Equal(_older, await Directory.FindAsync(_client));
    }

    [Fact]
    public async Task RenewAsync_AnotherConnectionHasTheClientId_NamesTheOneToClose()
    {
        await Directory.ClaimAsync(_client, _older, _lease);
        await _silos.DeactivateAsync(Directory);
        await Directory.ClaimAsync(_client, _newer, _lease);

        Assert.Equal([_older.ConnectionId], await RenewAsync(_older));
        Assert.Equal(_newer, await Directory.FindAsync(_client));
    }

    [Fact]
    public async Task FindAsync_LeaseNotRenewed_ForgetsExactlyAtItsEnd()
    {
        await Directory.ClaimAsync(_client, _older, _lease);
        _silos.Clock.Advance(_lease / 2);
        await RenewAsync(_older);
        _silos.Clock.Advance(_lease - TimeSpan.FromMilliseconds(1));
        Assert.Equal(_older, await Directory.FindAsync(_client));
        _silos.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await Directory.FindAsync(_client));
        Assert.Null(await Directory.ClaimAsync(_client, _newer, _lease));
    }

    private Task<IReadOnlyList<string>> RenewAsync(ConnectionLocation location) => Directory.RenewAsync(
        location.Gateway, new Dictionary<string, string> { [_client] = location.ConnectionId }, _lease);
}
