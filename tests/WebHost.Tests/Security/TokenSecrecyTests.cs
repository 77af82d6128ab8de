using AndroidZen.TestKit;
using Microsoft.Extensions.Logging;

namespace AndroidZen.WebHost.Tests.Security;

/// <summary>No log line has a token in it, whatever its level, wherever the token came from, good or bad.</summary>
public sealed class TokenSecrecyTests
{
    /// <summary>Every category of which the settings say something, and all others.</summary>
    private static readonly string[] _categories = ["Default", "Microsoft.AspNetCore", "Microsoft.AspNetCore.DataProtection", "Orleans", "Polly"];

    [Fact]
    public async Task Log_TokensComeInEveryWay_HasNoneOfThem()
    {
        await using var host = await PlatformHost.StartAsync(_categories.ToDictionary(category => "Logging:LogLevel:" + category, _ => "Trace"));
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
            await using (var socket = await SocketClient.OpenAsync(host.Address, token: token))
            {
                await socket.NextAsync();
            }

            foreach (var address in new[] { "/ws/?token=", "/WS?ToKeN=", "/ws?%74oken=", "/ws?t%6Fken=", "/ws?a=b&token=" })
            {
                await using var socket = await RawSocket.OpenAsync(host.Address, address + token);
                await socket.ReadFrameAsync();
            }

            await using (var socket = await host.ConnectAsync(token: TestTokens.User(user)))
            {
                await socket.SendAsync(new { type = "auth", data = new { token } });
                await socket.DrainAsync();
            }

            await host.SendAsync(HttpMethod.Post, "/ws/cleanup", token: token);
            await host.SendAsync(HttpMethod.Post, $"/ws/notification?token={token}", "{}");
            await host.SendAsync(HttpMethod.Get, $"/ws?token={token}");
            await host.SendAsync(HttpMethod.Get, $"/ws?to%6ben={token}");
            await host.SendAsync(HttpMethod.Get, $"/nowhere?token={token}");
            await host.SendAsync(HttpMethod.Get, "/dashboard", token: token);
        }

        Assert.Contains(host.Log.Lines, line => line.Level == LogLevel.Trace);
        Assert.Contains(host.Log.Lines, line => line.Level == LogLevel.Debug && line.Category.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        foreach (var token in tokens)
        {
            // The claims alone would do for somebody who only wants to know who it was.
            var secret = token.Split('.') is [_, var claims, _] ? claims : token;
            Assert.DoesNotContain(host.Log.Lines, line => line.Text.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(host.Log.Lines, line => line.Scopes.Any(member => member.Value?.ToString()?.Contains(secret, StringComparison.Ordinal) == true));
        }

        Assert.DoesNotContain(host.Log.Lines, line => line.Text.Contains(TestTokens.SigningKey, StringComparison.Ordinal));
    }
}
