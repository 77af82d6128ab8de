using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary>How many connections an address may have, behind a reverse proxy that says whose they are.</summary>
public sealed class AddressLimitTests
{
    [Fact]
    public async Task Connect_MoreThanAllowedFromOneAddress_IsClosedWith4504()
    {
        await using var host = await PlatformHost.StartAsync(new Dictionary<string, string>(PlatformFixture.Quiet)
        {
            ["Connections:MaxPerAddress"] = "2",
            ["ForwardedHeaders_Enabled"] = "true",
        });
        foreach (var addresses in new[] { "203.0.113.7 203.0.113.7 203.0.113.7", "2001:db8::1 2001:db8::2 2001:db8::3", "192.0.2.1 192.0.2.1 203.0.113.7,192.0.2.1" })
        {
            var three = addresses.Split(' ');
            await using var one = await ConnectAsync(host, three[0]);
            await using var two = await ConnectAsync(host, three[1]);
            await using var refused = await RawSocket.OpenAsync(host.Address, headers: "X-Forwarded-For: " + three[2]);
            Assert.Contains("too_many_connections", (await refused.ReadFrameAsync()).Text, StringComparison.Ordinal);
            Assert.Equal(4504, await refused.ReadCloseCodeAsync());
            await using var other = await ConnectAsync(host, "2001:db8:0:1::1");
        }

        await using var direct = await host.ConnectAsync();
        Assert.Empty(await direct.DrainAsync());
        host.Log.AssertNoErrors();
    }

    private static async Task<RawSocket> ConnectAsync(PlatformHost host, string address)
    {
        var client = await RawSocket.OpenAsync(host.Address, headers: "X-Forwarded-For: " + address);
        Assert.Contains("device_connected", (await client.ReadFrameAsync()).Text, StringComparison.Ordinal);
        return client;
    }
}
