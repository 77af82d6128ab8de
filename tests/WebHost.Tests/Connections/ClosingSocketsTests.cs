using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary>Clients that are told to go and do not answer: they are bounded, and keep nobody else from anything.</summary>
public sealed class ClosingSocketsTests
{
    [Fact]
    public async Task Refused_MoreThanMayBeClosing_IsAnsweredWith503AndOthersAreCut()
    {
        await using var host = await PlatformHost.StartAsync(new Dictionary<string, string>(PlatformFixture.Quiet)
        {
            ["Connections:MaxClosing"] = "1",
            ["Connections:CloseTimeout"] = "00:10:00",
        });
        var closing = host.Services.GetRequiredService<ClosingSockets>();
        var clientId = PlatformFixture.NewId("client");
        await using var client = await host.ConnectAsync(clientId);
        await using (var stubborn = await RawSocket.OpenAsync(host.Address, "/ws?token=nonsense"))
        {
            Assert.Equal(4500, await stubborn.ReadCloseCodeAsync());
            for (var round = 0; round < 3; round++)
            {
                await using var refused = await RawSocket.ConnectAsync(host.Address);
                await refused.SendAsync(RawSocket.Handshake("/ws?token=nonsense"));
                Assert.StartsWith("HTTP/1.1 503 ", await refused.ReadHeadAsync(), StringComparison.Ordinal);
            }

            await using var welcome = await host.ConnectAsync();
            Assert.Equal(200, (await host.SendAsync(HttpMethod.Delete, $"/ws/connections/{clientId}", token: TestTokens.Admin())).Status);
            Assert.Null(await client.WhenClosedAsync());
            Assert.Empty(await welcome.DrainAsync());
            Assert.Equal(1, closing.Count);
        }

        await Eventually.HoldsAsync("the one that did not answer is forgotten", () => Task.FromResult(closing.Count == 0));
        await using var told = await SocketClient.OpenAsync(host.Address, token: "nonsense");
        Assert.Equal(4500, await told.WhenClosedAsync());
        host.Log.AssertNoErrors();
    }
}
