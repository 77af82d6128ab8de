using System.Net.WebSockets;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Security;

/// <summary>Tokens of an OpenID Connect issuer that does not answer.</summary>
public sealed class AuthorityTests(AuthorityTests.Fixture authority) : IClassFixture<AuthorityTests.Fixture>
{
    private readonly PlatformHost _host = authority.Host;

    [Fact]
    public async Task Token_AuthorityDoesNotAnswer_Is503AndNoVerdictOnTheToken()
    {
        var answer = await _host.SendAsync(HttpMethod.Post, "/ws/cleanup", token: TestTokens.Admin());
        answer.AssertProblem(503);
        Assert.Contains("authority", answer.Json.Text("detail"), StringComparison.Ordinal);
        await Assert.ThrowsAsync<WebSocketException>(() => SocketClient.OpenAsync(_host.Address, token: TestTokens.Admin()));
    }

    [Fact]
    public async Task Anonymous_AuthorityDoesNotAnswer_IsServed()
    {
        await using var client = await _host.ConnectAsync();
        Assert.Equal(200, (await _host.SendAsync(HttpMethod.Get, "/ws/stats")).Status);
    }

    public sealed class Fixture : IAsyncLifetime
    {
        internal PlatformHost Host { get; private set; } = null!;

        public async Task InitializeAsync() => Host = await PlatformHost.StartAsync(new Dictionary<string, string>
        {
            ["Auth:SigningKey"] = "",
            ["Auth:Authority"] = "https://127.0.0.1:9", // discard: nobody listens
        });

        public async Task DisposeAsync() => await Host.DisposeAsync();
    }
}
