using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Security;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary>When the sweep takes a connection's token for expired.</summary>
public sealed class TokenExpiryTests : IDisposable
{
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan _skew = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new();
    private readonly FakeMeters _meters = new();
    private readonly ConnectionRegistry _registry = new();
    private readonly ConnectionSweep _sweep;

    public TokenExpiryTests()
    {
        var options = Options.Create(new ClientConnectionOptions());
        _sweep = new ConnectionSweep(_registry, new MemoryTrim(_registry, _meters.NewMonitor(), options), _clock, options, Options.Create(new AuthOptions { ClockSkew = _skew }));
    }

    public void Dispose() => _meters.Dispose();

    [Fact]
    public async Task Sweep_TokenHasExpired_EndsTheConnectionAsSoonAsTheTokenCouldNotConnect()
    {
        await using var client = Connect(CallerUntil(_lifetime));
        SweepAfter(_lifetime + _skew);
        Assert.Null(client.EndedAs);
        SweepAfter(TimeSpan.FromTicks(1));
        Assert.Equal(DisconnectReason.TokenExpired, client.EndedAs);
    }

    [Fact]
    public async Task Sweep_NothingThatExpires_EndsNobody()
    {
        await using var anonymous = Connect(Caller.Anonymous);
        await using var eternal = Connect(new Caller { UserId = "u" });
        SweepAfter(TimeSpan.FromDays(10_000));
        Assert.Null(anonymous.EndedAs);
        Assert.Null(eternal.EndedAs);
    }

    [Fact]
    public async Task Sweep_TokenWasRenewed_TheNewExpiryCounts()
    {
        await using var later = Connect(CallerUntil(_lifetime));
        await using var earlier = Connect(CallerUntil(3 * _lifetime));
        later.Connection.Renew(CallerUntil(2 * _lifetime));
        earlier.Connection.Renew(CallerUntil(_lifetime));
        SweepAfter(_lifetime + _skew + TimeSpan.FromTicks(1));
        Assert.Null(later.EndedAs);
        Assert.Equal(DisconnectReason.TokenExpired, earlier.EndedAs);
        SweepAfter(_lifetime);
        Assert.Equal(DisconnectReason.TokenExpired, later.EndedAs);
    }

    private FakeClient Connect(Caller caller)
    {
        var client = new FakeClient(_clock, caller: caller);
        _registry.Add(client.Connection);
        return client;
    }

    private Caller CallerUntil(TimeSpan fromNow) => new() { UserId = "u", TokenExpiresAt = _clock.GetUtcNow() + fromNow };

    private void SweepAfter(TimeSpan time)
    {
        _clock.Advance(time);
        _sweep.Run();
    }
}
