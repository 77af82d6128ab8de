using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Presence;

/// <summary><c>GET /users/{user_id}/presence</c>.</summary>
[Collection(PlatformCollection.Name)]
public sealed class UserPresenceContractTests(PlatformFixture platform)
{
    private readonly PlatformHost _host = platform.Host;
    private readonly string _user = PlatformFixture.NewId("user");

    [Fact]
    public async Task Get_ComesAndGoes_IsTold()
    {
        await AssertClientsAsync();
        await using var one = await _host.ConnectAsync("c1-" + _user, TestTokens.User(_user));
        await AssertClientsAsync("c1-" + _user);
        await using var two = await _host.ConnectAsync("c2-" + _user, TestTokens.User(_user));
        await AssertClientsAsync("c1-" + _user, "c2-" + _user);
        await one.CloseAsync();
        await AssertClientsAsync("c2-" + _user);
        await two.CloseAsync();
        await AssertClientsAsync();
    }

    [Fact]
    public async Task Get_Connection_HasItsGatewayAndTime()
    {
        await using var client = await _host.ConnectAsync(token: TestTokens.User(_user));
        var presence = (await GetAsync("me", TestTokens.User(_user))).AssertOk("connections online user_id");
        Assert.Equal(_user, presence.Text("user_id"));
        var connection = Assert.Single(presence.GetProperty("connections").EnumerateArray());
        Assert.Equal("client_id connected_at gateway", connection.Members());
        Assert.Equal(client.Greeting.Text("gateway"), connection.Text("gateway"));
        Json.AssertTime(connection, "connected_at");
    }

    [Fact]
    public async Task Get_ByRole_IsForBackEndsAndTheUserThemself()
    {
        (await GetAsync(_user, null)).AssertProblem(401);
        (await GetAsync("me", null)).AssertProblem(401);
        (await GetAsync(_user, TestTokens.User("another"))).AssertProblem(403);
        (await GetAsync(_user, TestTokens.Mint("d", "device"))).AssertProblem(403);
        foreach (var token in new[] { TestTokens.User(_user), TestTokens.Publisher(), TestTokens.Admin() })
        {
            Assert.Equal(200, (await GetAsync(_user, token)).Status);
        }
    }

    [Theory]
    [InlineData("a%2Fb")]
    [InlineData("%20a")]
    [InlineData("a%25")]
    public async Task Get_BadUserId_IsRefusedByField(string userId) => (await GetAsync(userId, TestTokens.Admin())).AssertNames("user_id");

    [Fact]
    public async Task Get_UserIdOfAnyScript_IsFound() => Assert.Equal("Ünal Ö", (await GetAsync("%C3%9Cnal%20%C3%96", TestTokens.Admin())).AssertOk("connections online user_id").Text("user_id"));

    private Task<Answer> GetAsync(string userId, string? token) => _host.SendAsync(HttpMethod.Get, $"/users/{userId}/presence", token: token);

    private async Task AssertClientsAsync(params string[] clients)
    {
        var presence = (await GetAsync(_user, TestTokens.Publisher())).AssertOk("connections online user_id");
        Assert.Equal(clients, presence.GetProperty("connections").EnumerateArray().Select(connection => connection.Text("client_id")!));
        Assert.Equal(clients.Length > 0, presence.GetProperty("online").GetBoolean());
    }
}
