using AndroidZen.Connections;
using AndroidZen.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary><c>DELETE /ws/connections/{client_id}</c>, and connections that take the <c>client_id</c> of another.</summary>
[Collection(PlatformCollection.Name)]
public sealed class DisconnectTests(PlatformFixture platform)
{
    private readonly PlatformHost _host = platform.Host;

    [Fact]
    public async Task Delete_Connected_ClosesWith4503()
    {
        var clientId = PlatformFixture.NewId("client");
        await using var client = await _host.ConnectAsync(clientId);
        var answer = await DeleteAsync(clientId);

        Assert.Equal(clientId, answer.AssertOk("client_id message").Text("client_id"));
        Assert.Equal(4503, await client.WhenClosedAsync());
        (await DeleteAsync(clientId)).AssertProblem(404);
    }

    [Fact]
    public async Task Delete_Unknown_Is404()
    {
        (await DeleteAsync(PlatformFixture.NewId("client"))).AssertProblem(404);
    }

    /// <summary>Its host has been killed: the cluster still has its claim.</summary>
    [Fact]
    public async Task Delete_HostDoesNotAnswer_Is503AndTheClientMayConnectAnew()
    {
        var clientId = PlatformFixture.NewId("client");
        var directory = _host.Services.GetRequiredService<IGrainFactory>().GetGrain<IConnectionDirectoryGrain>(ConnectionShard.Of(clientId));
        await directory.ClaimAsync(clientId, new ConnectionLocation("a dead gateway", "c1"), TimeSpan.FromMinutes(1));
        (await DeleteAsync(clientId)).AssertProblem(503);

        await using var client = await _host.ConnectAsync(clientId);
        Assert.Equal(200, (await DeleteAsync(clientId)).Status);
        Assert.Equal(4503, await client.WhenClosedAsync());
    }

    [Fact]
    public async Task Delete_ClosedByItsClient_Is404()
    {
        for (var round = 0; round < 20; round++)
        {
            var clientId = PlatformFixture.NewId("client");
            await using var client = await _host.ConnectAsync(clientId);
            await client.CloseAsync();
            (await DeleteAsync(clientId)).AssertProblem(404);
        }
    }

    [Fact]
    public async Task Delete_Subscribed_IsCountedNowhereWhenItIsAnswered()
    {
        for (var round = 0; round < 20; round++)
        {
            var (clientId, topic, user) = (PlatformFixture.NewId("client"), PlatformFixture.NewId("t"), PlatformFixture.NewId("user"));
            await using var client = await _host.ConnectAsync(clientId, TestTokens.User(user));
            await client.SubscribeAsync(topic);
            Assert.Equal(200, (await DeleteAsync(clientId)).Status);

            Assert.False((await _host.GetStatsAsync()).GetProperty("subscription_counts").Has(topic));
            var filtered = await _host.AdministerAsync("/ws/broadcast", new { subscription_filter = topic });
            var direct = await _host.AdministerAsync($"/ws/send-to-user/{user}");
            Assert.Equal((0, 0), (filtered.Json.GetProperty("recipients").GetInt32(), direct.Json.GetProperty("recipients").GetInt32()));
        }
    }

    [Fact]
    public async Task Connect_SameClientId_ReplacesTheOlderWith4008()
    {
        var clientId = PlatformFixture.NewId("client");
        await using var older = await _host.ConnectAsync(clientId);
        await using var newer = await _host.ConnectAsync(clientId);

        Assert.Equal(4008, await older.WhenClosedAsync());
        Assert.Empty(await newer.DrainAsync());
    }

    [Fact]
    public async Task Connect_SameClientId_OldersEndDoesNotDisturbTheNewer()
    {
        for (var round = 0; round < 10; round++)
        {
            var (clientId, topic, user) = (PlatformFixture.NewId("client"), PlatformFixture.NewId("t"), PlatformFixture.NewId("user"));
            await using var older = await _host.ConnectAsync(clientId, TestTokens.User(user));
            await older.SubscribeAsync(topic);
            await using var newer = await _host.ConnectAsync(clientId, TestTokens.User(user));
            Assert.False((await _host.GetStatsAsync()).GetProperty("subscription_counts").Has(topic));
            await newer.SubscribeAsync(topic);
            Assert.Equal(4008, await older.WhenClosedAsync());

            Assert.Equal(1, (await _host.GetStatsAsync()).GetProperty("subscription_counts").GetProperty(topic).GetInt32());
            var filtered = await _host.AdministerAsync("/ws/broadcast", new { subscription_filter = topic });
            var direct = await _host.AdministerAsync($"/ws/send-to-user/{user}", new { type = "system_message" });
            Assert.Equal((1, 1), (filtered.Json.GetProperty("recipients").GetInt32(), direct.Json.GetProperty("recipients").GetInt32()));
            await newer.NextAsync("analytics_update");
            await newer.NextAsync("system_message");
            Assert.Equal(200, (await DeleteAsync(clientId)).Status);
            Assert.Equal(4503, await newer.WhenClosedAsync());
        }
    }

    [Fact]
    public async Task Connect_SameClientIdByManyAtOnce_LeavesExactlyOne()
    {
        var (clientId, user) = (PlatformFixture.NewId("client"), PlatformFixture.NewId("user"));
        var clients = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => SocketClient.OpenAsync(_host.Address, clientId, TestTokens.User(user))));
        try
        {
            // Every one of them is greeted or told; the one that owns the id in the end answers a heartbeat.
            await Task.WhenAll(clients.Select(client => client.NextAsync()));
            var closed = clients.Select(client => client.WhenClosedAsync()).ToList();
            var open = closed.ToList();
            while (open.Count > 1)
            {
                open.Remove(await Task.WhenAny(open));
            }

            var survivor = clients[closed.IndexOf(open.Single())];
            Assert.All(clients.Where(client => client != survivor), client => Assert.Equal(4008, client.CloseCode));
            Assert.Empty(await survivor.DrainAsync());
            Assert.Equal(1, (await _host.AdministerAsync($"/ws/send-to-user/{user}")).Json.GetProperty("recipients").GetInt32());
            await survivor.NextAsync("analytics_update");
            Assert.Equal(200, (await DeleteAsync(clientId)).Status);
            Assert.Equal(4503, await survivor.WhenClosedAsync());
        }
        finally
        {
            foreach (var client in clients)
            {
                await client.DisposeAsync();
            }
        }
    }

    private Task<Answer> DeleteAsync(string clientId) => _host.SendAsync(HttpMethod.Delete, $"/ws/connections/{clientId}", token: TestTokens.Admin());
}
