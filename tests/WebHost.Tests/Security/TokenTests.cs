using System.Text;
using AndroidZen.TestKit;
using Microsoft.IdentityModel.Tokens;

namespace AndroidZen.WebHost.Tests.Security;

/// <summary>Which tokens are believed, and what they say, on sockets and over REST.</summary>
[Collection(PlatformCollection.Name)]
public sealed class TokenTests(PlatformFixture platform)
{
    private static readonly string[] _roles = ["auditor", "publisher"];

    private readonly PlatformHost _host = platform.Host;
    private readonly string _user = PlatformFixture.NewId("user");

    [Theory]
    [InlineData(SecurityAlgorithms.HmacSha256)]
    [InlineData(SecurityAlgorithms.HmacSha384)]
    [InlineData(SecurityAlgorithms.HmacSha512)]
    public async Task Token_AnyHmacAlgorithm_IsAccepted(string algorithm)
    {
        var token = Mint(algorithm);
        await using var client = await _host.ConnectAsync(token: token);

        Assert.Equal(_user, client.Greeting.Text("user_id"));
        Assert.Equal(200, (await _host.SendAsync(HttpMethod.Post, "/ws/cleanup", token: token)).Status);
    }

    [Theory]
    [InlineData(1_900_000_000_000)]
    [InlineData(long.MaxValue)]
    public async Task Token_ExpiresBeyondTheCalendar_NeverExpires(long expiry)
    {
        var token = TestTokens.Mint(_user, "admin", change: claims => claims["exp"] = expiry);
        await using var client = await _host.ConnectAsync(token: token);

        Assert.Equal(_user, client.Greeting.Text("user_id"));
        Assert.False(client.Greeting.Has("token_expires_in_s"));
        Assert.Equal(200, (await _host.SendAsync(HttpMethod.Post, "/ws/cleanup", token: token)).Status);
    }

    [Theory]
    [InlineData(".5")]
    [InlineData(".0")]
    [InlineData("e0")]
    public async Task Token_ExpiryIsNoInteger_ExpiresAllTheSame(string rest)
    {
        var expiry = DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeSeconds();
        await using var client = await _host.ConnectAsync(token: Sign("""{"alg":"HS256","typ":"JWT"}""", $$"""{"sub":"{{_user}}","type":"access","exp":{{expiry}}{{rest}}}"""));
        Assert.InRange(client.Greeting.GetProperty("token_expires_in_s").GetInt32(), 200, 300);
    }

    [Fact]
    public async Task Token_RefusedForAnyReason_IsToldOnTheSocketAndClosedWith4500()
    {
        var good = TestTokens.User(_user);
        var parts = good.Split('.');
        string[] refused =
        [
            "nonsense",
            "a.b.c",
            $"{parts[0]}.{parts[1]}.",
            $"{parts[0]}.{parts[1]}x.{parts[2]}",
            Unsigned(),
            TestTokens.Mint(_user, key: "another key that is long enough for HS256"),
            TestTokens.Mint(_user, lifetime: TimeSpan.FromMinutes(-5)),
            TestTokens.Mint(_user, change: claims => claims["type"] = "refresh"),
            TestTokens.Mint(_user, change: claims => claims.Remove("type")),
            TestTokens.Mint("two\nlines"),
            TestTokens.Mint(_user, change: claims => claims.Remove("sub")),
            TestTokens.Mint("", change: claims => claims["user_id"] = ""),
            "ünïcode",
            "with\r\nX-Injected: header",
            "nul\0byte",
            "a, b",
            new string('x', 4000),
        ];
        foreach (var token in refused)
        {
            await using var client = await SocketClient.OpenAsync(_host.Address, token: token);
            var frame = await client.NextAsync();

            Assert.Equal(("error", "invalid_token"), (frame.Type(), frame.Data().Text("code")));
            Assert.Equal("code message", frame.Data().Members());
            Assert.Equal(4500, await client.WhenClosedAsync());
            Assert.Empty(client.Waiting());
        }
    }

    [Fact]
    public async Task Token_WithoutExpiry_IsRefused()
    {
        var token = Sign("""{"alg":"HS256","typ":"JWT"}""", $$"""{"sub":"{{_user}}","type":"access","is_admin":true}""");
        await using var client = await SocketClient.OpenAsync(_host.Address, token: token);

        Assert.Equal(4500, await client.WhenClosedAsync());
        (await _host.SendAsync(HttpMethod.Post, "/ws/cleanup", token: token)).AssertProblem(401);
    }

    [Fact]
    public async Task Token_Unsigned_IsRefusedOverRest()
    {
        (await _host.SendAsync(HttpMethod.Post, "/ws/cleanup", token: Unsigned())).AssertProblem(401);
    }

    [Theory]
    [InlineData("is_admin", true, 200)]
    [InlineData("is_admin", false, 403)]
    [InlineData("role", "admin", 200)]
    [InlineData("role", "user", 403)]
    [InlineData("roles", "admin", 200)]
    [InlineData("scope", "admin", 403)]
    public async Task Token_ClaimsOfAnAdministrator_OpenAdministration(string claim, object value, int status)
    {
        var token = TestTokens.Mint(_user, change: claims => claims[claim] = value);
        Assert.Equal(status, (await _host.SendAsync(HttpMethod.Post, "/ws/cleanup", token: token)).Status);
    }

    [Theory]
    [InlineData("role")]
    [InlineData("roles")]
    public async Task Token_RolesAsAList_AllCount(string claim)
    {
        var token = TestTokens.Mint(_user, change: claims => claims[claim] = _roles);
        Assert.Equal(200, (await _host.SendAsync(HttpMethod.Post, "/ws/notification", new { title = "T", message = "M" }, token)).Status);
        Assert.Equal(403, (await _host.SendAsync(HttpMethod.Post, "/ws/cleanup", token: token)).Status);
    }

    [Fact]
    public async Task Token_NumericUserId_IsTheUsersId()
    {
        await using var client = await _host.ConnectAsync(token: TestTokens.Mint("alice", change: claims => claims["user_id"] = 4_200_042));
        Assert.Equal("4200042", client.Greeting.Text("user_id"));
        Assert.Equal(1, (await _host.AdministerAsync("/ws/send-to-user/4200042")).Json.GetProperty("recipients").GetInt32());
    }

    [Theory]
    [InlineData("/ws?token=")]
    [InlineData("/ws?TOKEN=")]
    [InlineData("/ws?%74oken=")]
    [InlineData("/ws/?token=")]
    [InlineData("/WS?token=")]
    public async Task Token_HoweverTheAddressIsWritten_Counts(string address)
    {
        await using var client = await RawSocket.OpenAsync(_host.Address, address + TestTokens.User(_user));
        Assert.Contains($"\"user_id\":\"{_user}\"", (await client.ReadFrameAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_InTheHeaderOfTheHandshake_Counts()
    {
        await using var client = await RawSocket.OpenAsync(_host.Address, "/ws", $"Authorization: Bearer {TestTokens.User(_user)}");
        Assert.Contains($"\"user_id\":\"{_user}\"", (await client.ReadFrameAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_Empty_IsAnonymous()
    {
        await using var client = await RawSocket.OpenAsync(_host.Address, "/ws?token=");
        Assert.Contains("\"user_id\":null", (await client.ReadFrameAsync()).Text, StringComparison.Ordinal);
    }

    /// <summary>Signed by hand: TestTokens' library refuses to sign HS512 with a key of less than 64 bytes; others do it.</summary>
    private string Mint(string algorithm) => Sign(
        $$"""{"alg":"{{algorithm}}","typ":"JWT"}""",
        $$"""{"sub":"{{_user}}","type":"access","is_admin":true,"exp":{{DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeSeconds()}}}""");

    private string Unsigned()
    {
        var claims = $$"""{"sub":"{{_user}}","type":"access","role":"admin","exp":{{DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeSeconds()}}}""";
        return Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""") + "." + Base64UrlEncoder.Encode(claims) + ".";
    }

    private static string Sign(string header, string claims)
    {
        var text = Base64UrlEncoder.Encode(header) + "." + Base64UrlEncoder.Encode(claims);
        var (key, input) = (Encoding.UTF8.GetBytes(TestTokens.SigningKey), Encoding.UTF8.GetBytes(text));
        var signature = header switch
        {
            _ when header.Contains("HS512", StringComparison.Ordinal) => System.Security.Cryptography.HMACSHA512.HashData(key, input),
            _ when header.Contains("HS384", StringComparison.Ordinal) => System.Security.Cryptography.HMACSHA384.HashData(key, input),
            _ => System.Security.Cryptography.HMACSHA256.HashData(key, input),
        };
        return text + "." + Base64UrlEncoder.Encode(signature);
    }
}
