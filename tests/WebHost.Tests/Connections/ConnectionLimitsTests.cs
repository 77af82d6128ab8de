using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary>How many connections a host takes, over real sockets.</summary>
public sealed class ConnectionLimitsTests(ConnectionLimitsTests.Fixture limited) : IClassFixture<ConnectionLimitsTests.Fixture>, IAsyncLifetime
{
    private const int MaxPerHost = 8;

    private readonly PlatformHost _host = limited.Host;
    private readonly string _user = PlatformFixture.NewId("user");

    private ConnectionQuotas Quotas => _host.Services.GetRequiredService<ConnectionQuotas>();

    /// <summary>What an earlier test has dropped is noticed when it is noticed.</summary>
    public Task InitializeAsync() => Eventually.HoldsAsync("nobody is connected", () => Task.FromResult(Quotas.Count == 0));

    public Task DisposeAsync() => Task.CompletedTask;

    private ClosingSockets Closing => _host.Services.GetRequiredService<ClosingSockets>();

    [Fact]
    public async Task Connect_UserHasAsManyAsAllowed_IsToldAndClosedWith4504()
    {
        await using var one = await ConnectAsync();
        await using var two = await ConnectAsync();
        await AssertRefusedAsync("user");
        await using var other = await _host.ConnectAsync(token: TestTokens.User(PlatformFixture.NewId("user")));
        await using var anonymous = await _host.ConnectAsync();

        Assert.Empty(await one.DrainAsync());
        Assert.Equal(4, (await _host.GetStatsAsync()).GetProperty("total_connections").GetInt32());
    }

    [Fact]
    public async Task Connect_RightAfterOneHasClosed_IsTaken()
    {
        await using var stays = await ConnectAsync();
        for (var round = 0; round < 20; round++)
        {
            await using var client = await ConnectAsync();
            await client.CloseAsync();
        }

        for (var round = 0; round < 5; round++)
        {
            var clientId = PlatformFixture.NewId("client");
            await using var client = await ConnectAsync(clientId);
            Assert.Equal(200, (await _host.SendAsync(HttpMethod.Delete, $"/ws/connections/{clientId}", token: TestTokens.Admin())).Status);
            Assert.Equal(4503, await client.WhenClosedAsync());
        }
    }

    [Fact]
    public async Task Connect_ClientThatComesBackAtTheLimit_ReplacesItsOlderConnection()
    {
        var clientId = PlatformFixture.NewId("client");
        await using var other = await ConnectAsync();
        await using var older = await ConnectAsync(clientId);
        await using var newer = await ConnectAsync(clientId);
        Assert.Equal(4008, await older.WhenClosedAsync());
        await AssertRefusedAsync("user");
        Assert.Empty(await newer.DrainAsync());
    }

    [Fact]
    public async Task Connect_HostIsFull_IsToldAndClosedWith4504UntilOneGoes()
    {
        var clients = new List<SocketClient>();
        try
        {
            for (var number = 0; number < MaxPerHost; number++)
            {
                clients.Add(await _host.ConnectAsync());
            }

            await AssertRefusedAsync("host");
            await clients[0].CloseAsync();
            clients.Add(await _host.ConnectAsync());
            await AssertRefusedAsync("host");
        }
        finally
        {
            foreach (var client in clients)
            {
                await client.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task Connect_RefusedTimeAndAgain_LeavesNothingBehind()
    {
        await using var one = await ConnectAsync();
        await using var two = await ConnectAsync();
        for (var round = 0; round < 100; round++)
        {
            await using var refused = await SocketClient.OpenAsync(_host.Address, token: TestTokens.User(_user));
            if (round % 2 == 0)
            {
                Assert.Equal(4504, await refused.WhenClosedAsync());
            }
        }

        await Eventually.HoldsAsync("nothing is left of the refused ones", () => Task.FromResult((Quotas.Count, Closing.Count) == (2, 0)));
        Assert.Equal(2, (await _host.GetStatsAsync()).GetProperty("total_connections").GetInt32());
    }

    [Fact]
    public async Task Connect_Refused_IsCountedByReason()
    {
        var meters = _host.Services.GetRequiredService<IMeterFactory>();
        var reasons = new ConcurrentQueue<object?>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "androidzen.gateway.refusals" && instrument.Meter.Scope == meters)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => reasons.Enqueue(tags[0].Value));
        listener.Start();
        await using var one = await ConnectAsync();
        await using var two = await ConnectAsync();
        await AssertRefusedAsync("user");
        await AssertRefusedAsync("user");

        Assert.Equal(["too_many_connections", "too_many_connections"], reasons);
    }

    /// <summary>In order, without a word, before the greeting, in the middle of the handshake, and refused for something else.</summary>
    [Fact]
    public async Task Connection_EndedInAnyWay_GivesItsPlaceBack()
    {
        for (var round = 0; round < 10; round++)
        {
            await using (var client = await ConnectAsync())
            {
                client.Abort();
            }

            await using (var raw = await RawSocket.OpenAsync(_host.Address, $"/ws?token={TestTokens.User(_user)}"))
            {
                raw.Reset();
            }

            await using (var raw = await RawSocket.ConnectAsync(_host.Address))
            {
                await raw.SendAsync(RawSocket.Handshake($"/ws?token={TestTokens.User(_user)}"));
                raw.Reset();
            }

            await using (var client = await SocketClient.OpenAsync(_host.Address, clientId: "a/b", token: TestTokens.User(_user)))
            {
                Assert.Equal(4501, await client.WhenClosedAsync());
            }

            await using (var client = await SocketClient.OpenAsync(_host.Address, token: "nonsense"))
            {
                Assert.Equal(4500, await client.WhenClosedAsync());
            }

            await Eventually.HoldsAsync("all places are free", () => Task.FromResult((Quotas.Count, Quotas.Sizes, Closing.Count) == (0, (0, 0), 0)));
        }
    }

    private Task<SocketClient> ConnectAsync(string? clientId = null) => _host.ConnectAsync(clientId, TestTokens.User(_user));

    private async Task AssertRefusedAsync(string whose)
    {
        await using var refused = await SocketClient.OpenAsync(_host.Address, token: TestTokens.User(_user));
        var frame = await refused.NextAsync();
        Assert.Equal(("error", "too_many_connections"), (frame.Type(), frame.Data().Text("code")));
        Assert.Contains(whose, frame.Data().Text("message"), StringComparison.Ordinal);
        Assert.Equal(4504, await refused.WhenClosedAsync());
    }

    public sealed class Fixture : IAsyncLifetime
    {
        public PlatformHost Host { get; private set; } = null!;

        public async Task InitializeAsync() => Host = await PlatformHost.StartAsync(new Dictionary<string, string>(PlatformFixture.Quiet)
        {
            ["Connections:MaxPerHost"] = $"{MaxPerHost}",
            ["Connections:MaxPerUser"] = "2",
        });

        public Task DisposeAsync() => PlatformFixture.StopAsync(Host, TestTokens.Publisher());
    }
}
