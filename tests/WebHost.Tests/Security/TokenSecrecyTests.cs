using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Security;

/// <summary>No log line has a token in it, whatever its level, wherever the token came from, good or bad.</summary>
[Collection(PlatformCollection.Name)]
public sealed class TokenSecrecyTests(PlatformFixture platform)
{
    private readonly PlatformHost _host = platform.Host;

    [Fact]
    public async Task Log_TokensComeInEveryWay_HasNoneOfThem()
    {
        var user = PlatformFixture.NewId("user");
        string[] tokens =
        [
            TestTokens.User(user),
            TestTokens.Admin(user),
            TestTokens.Mint(user, lifetime: TimeSpan.FromHours(-1)),
            TestTokens.Mint(user, key: "another key that is long enough for HS256"),
            TestTokens.Mint(user, change: claims => claims["type"] = "refresh"),
            "not-a-token-" + user,
        ];
        foreach (var token in tokens)
        {
            await using (var socket = await SocketClient.OpenAsync(_host.Address, token: token))
            {
                await socket.NextAsync();
            }

            foreach (var address in new[] { "/ws/?token=", "/WS?ToKeN=", "/ws?%74oken=", "/ws?t%6Fken=", "/ws?a=b&token=" })
            {
                await using var socket = await RawSocket.OpenAsync(_host.Address, address + token);
                await socket.ReadFrameAsync();
            }

            await _host.SendAsync(HttpMethod.Post, "/ws/cleanup", token: token);
            await _host.SendAsync(HttpMethod.Post, $"/ws/notification?token={token}", "{}");
            await _host.SendAsync(HttpMethod.Get, $"/ws?token={token}");
            await _host.SendAsync(HttpMethod.Get, $"/ws?to%6ben={token}");
            await _host.SendAsync(HttpMethod.Get, $"/nowhere?token={token}");
            await _host.SendAsync(HttpMethod.Get, "/dashboard", token: token);
        }

        Assert.NotEmpty(_host.Log.Lines);
        foreach (var token in tokens)
        {
            // The claims alone would do for somebody who only wants to know who it was.
            var secret = token.Split('.') is [_, var claims, _] ? claims : token;
            Assert.DoesNotContain(_host.Log.Lines, line => line.Text.Contains(secret, StringComparison.Ordinal));
        }

        Assert.DoesNotContain(_host.Log.Lines, line => line.Text.Contains(TestTokens.SigningKey, StringComparison.Ordinal));
    }
}
