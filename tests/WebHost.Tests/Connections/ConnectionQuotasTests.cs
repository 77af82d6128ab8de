using System.Net;
using AndroidZen.WebHost.Connections;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Tests.Connections;

public sealed class ConnectionQuotasTests
{
    private static readonly IPAddress _address = IPAddress.Parse("203.0.113.7");

    private int _clients;

    [Fact]
    public void TryTake_Full_SaysWhoseLimitItIs()
    {
        var quotas = Quotas(host: 4, user: 2, address: 3);
        Take(quotas, "ann");
        Take(quotas, "ann");
        Assert.Contains("user", Refuse(quotas, "ann"), StringComparison.Ordinal);
        Take(quotas, user: null);
        Assert.Contains("address", Refuse(quotas, user: null), StringComparison.Ordinal);
        Take(quotas, "bob", IPAddress.Loopback);
        Assert.Contains("host", Refuse(quotas, "carl", IPAddress.IPv6Loopback), StringComparison.Ordinal);
        Assert.Equal(4, quotas.Count);
    }

    [Fact]
    public void TryTake_NoLimits_TakesAnyNumber()
    {
        var quotas = Quotas(host: 1000, user: 0, address: 0);
        for (var number = 0; number < 1000; number++)
        {
            Take(quotas, "ann");
        }

        Assert.Equal(0, quotas.Sizes.Networks);
    }

    [Fact]
    public void Dispose_OfAPlace_FreesItOnceAndLeavesNothingBehind()
    {
        var quotas = Quotas(host: 2, user: 1, address: 1);
        var place = Take(quotas, "ann");
        place.MarkOpen();
        Take(quotas, "bob", IPAddress.Loopback);
        place.Dispose();
        place.Dispose();
        Assert.Equal((1, (1, 1)), (quotas.Count, quotas.Sizes));
        Take(quotas, "ann");
        Refuse(quotas, "ann", IPAddress.IPv6Loopback);
    }

    /// <summary>The server has not noticed yet that the older connection is gone.</summary>
    [Fact]
    public void TryTake_ClientComesBackAtTheLimit_TakesTheOlderConnectionsPlace()
    {
        var quotas = Quotas(host: 1, user: 1, address: 1);
        var older = Take(quotas, "ann", clientId: "phone");
        older.MarkOpen();
        var newer = Take(quotas, "ann", clientId: "phone");
        Assert.Equal(1, quotas.Count);
        newer.MarkOpen();
        older.Dispose();
        Assert.Equal(1, quotas.Count);
        Refuse(quotas, "ann");
        newer.Dispose();
        Assert.Equal((0, (0, 0)), (quotas.Count, quotas.Sizes));
    }

    /// <summary>Of many that come with one id at once, only one is in place of the older.</summary>
    [Fact]
    public void TryTake_OlderIsStillBeingOpened_IsNoWayAroundTheLimit()
    {
        var quotas = Quotas(host: 10, user: 1, address: 0);
        var older = Take(quotas, "ann", clientId: "phone");
        Refuse(quotas, "ann", clientId: "phone");
        older.MarkOpen();
        Take(quotas, "ann", clientId: "phone");
        Refuse(quotas, "ann", clientId: "phone");
        Assert.Equal(1, quotas.Count);
    }

    [Fact]
    public void Dispose_NewerCouldNotBeOpened_CountsTheOlderAgain()
    {
        var quotas = Quotas(host: 10, user: 1, address: 1);
        var older = Take(quotas, "ann", clientId: "phone");
        older.MarkOpen();
        Take(quotas, "ann", clientId: "phone").Dispose();
        Assert.Equal((1, (1, 1)), (quotas.Count, quotas.Sizes));
        Refuse(quotas, "ann");

        // And it can be replaced again.
        var newer = Take(quotas, "ann", clientId: "phone");
        older.Dispose();
        newer.Dispose();
        Assert.Equal((0, (0, 0)), (quotas.Count, quotas.Sizes));
    }

    [Fact]
    public void TryTake_RefusedWithTheIdOfAnother_LeavesTheOthersPlace()
    {
        var quotas = Quotas(host: 10, user: 1, address: 0);
        Take(quotas, "bob");
        var older = Take(quotas, "ann", clientId: "phone");
        older.MarkOpen();
        Refuse(quotas, "bob", clientId: "phone");
        Refuse(quotas, "ann");
        Assert.Equal(2, quotas.Count);
    }

    [Fact]
    public async Task TryTake_ByManyAtOnce_NeverExceedsAndEndsAtNothing()
    {
        const int limit = 7;
        var quotas = Quotas(host: limit, user: 5, address: 0);
        var held = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            for (var round = 0; round < 20_000; round++)
            {
                if (quotas.TryTake($"{worker}-{round}", $"user-{round % 3}", _address, out var place) is null)
                {
                    Assert.InRange(Interlocked.Increment(ref held), 1, limit);
                    place!.MarkOpen();
                    Interlocked.Decrement(ref held);
                    place.Dispose();
                }
            }
        })));
        Assert.Equal((0, (0, 0)), (quotas.Count, quotas.Sizes));
    }

    private static ConnectionQuotas Quotas(int host, int user, int address) =>
        new(Options.Create(new ClientConnectionOptions { MaxPerHost = host, MaxPerUser = user, MaxPerAddress = address }));

    private ConnectionPlace Take(ConnectionQuotas quotas, string? user, IPAddress? address = null, string? clientId = null)
    {
        Assert.Null(quotas.TryTake(clientId ?? $"c{++_clients}", user, address ?? _address, out var place));
        return place!;
    }

    private string Refuse(ConnectionQuotas quotas, string? user, IPAddress? address = null, string? clientId = null)
    {
        var reason = quotas.TryTake(clientId ?? $"c{++_clients}", user, address ?? _address, out var place);
        Assert.Null(place);
        return Assert.IsType<string>(reason);
    }
}
