using System.Text.Json;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Presence;

/// <summary><c>GET /topics/{topic}/presence</c>.</summary>
[Collection(PlatformCollection.Name)]
public sealed class TopicPresenceContractTests(PlatformFixture platform)
{
    private readonly PlatformHost _host = platform.Host;

    [Theory]
    [InlineData("room", "room")]
    [InlineData("plant/7/line", "plant%2F7%2Fline")]
    [InlineData("plant/8/line", "plant%2f8%2fline")]
    [InlineData("plant/9/line", "plant/9/line")]
    [InlineData("a/presence", "a/presence")]
    [InlineData("b/presence", "b%2Fpresence")]
    [InlineData("x@y+z=~,:.", "x%40y%2Bz%3D~%2C%3A.")]
    public async Task Get_AnyName_TellsWhoIsThere(string prefix, string encodedPrefix)
    {
        var id = PlatformFixture.NewId("-t");
        await using var client = await _host.ConnectAsync(PlatformFixture.NewId("c"), TestTokens.User("ann"));
        await client.SubscribeAsync(prefix + id);
        var presence = await GetAsync(encodedPrefix + id);
        Assert.Equal((prefix + id, 1, 1), (presence.Text("topic"), presence.GetProperty("connections").GetInt32(), presence.GetProperty("users").GetInt32()));
        var member = Assert.Single(presence.GetProperty("members").EnumerateArray());
        Assert.Equal("client_id gateway user_id", member.Members());
        Assert.Equal(
            (client.Greeting.Text("client_id"), client.Greeting.Text("gateway"), "ann"), (member.Text("client_id"), member.Text("gateway"), member.Text("user_id")));
    }

    [Fact]
    public async Task Get_RightAfterEachAnswer_IsExact()
    {
        var topic = PlatformFixture.NewId("t");
        await AssertPresenceAsync(topic, 0);
        await using var anonymous = await _host.ConnectAsync("c-b-" + topic);
        await anonymous.SubscribeAsync(topic);
        await AssertPresenceAsync(topic, 0, ("c-b-" + topic, null));
        await using var user = await _host.ConnectAsync("c-a-" + topic, TestTokens.User("ann"));
        await using var again = await _host.ConnectAsync("c-c-" + topic, TestTokens.User("ann"));
        await user.SubscribeAsync(topic);
        await again.SubscribeAsync(topic);
        await AssertPresenceAsync(topic, 1, ("c-a-" + topic, "ann"), ("c-b-" + topic, null), ("c-c-" + topic, "ann"));
        await user.UnsubscribeAsync(topic);
        await again.CloseAsync();
        await AssertPresenceAsync(topic, 0, ("c-b-" + topic, null));
    }

    [Fact]
    public async Task Get_MoreThanTheLimit_IsTruncated()
    {
        var topic = PlatformFixture.NewId("t");
        await using var one = await _host.ConnectAsync("c1-" + topic);
        await using var two = await _host.ConnectAsync("c2-" + topic);
        await one.SubscribeAsync(topic);
        await two.SubscribeAsync(topic);
        var presence = (await SendAsync($"/topics/{topic}/presence?limit=1", TestTokens.User("u"))).AssertOk("connections members topic truncated users");
        Assert.True(presence.GetProperty("truncated").GetBoolean());
        Assert.Equal((2, "c1-" + topic), (presence.GetProperty("connections").GetInt32(), Assert.Single(presence.GetProperty("members").EnumerateArray()).Text("client_id")));
        (await SendAsync($"/topics/{topic}/presence?limit=2", TestTokens.User("u"))).AssertOk("connections members topic users");
    }

    [Theory]
    [InlineData("a b", "", "topic")]
    [InlineData("a%20b", "", "topic")]
    [InlineData("a%252Fb%25", "", "topic")]
    [InlineData("ä", "", "topic")]
    [InlineData("t", "?limit=0", "limit")]
    [InlineData("t", "?limit=1001", "limit")]
    [InlineData("t", "?limit=-1", "limit")]
    [InlineData("t", "?limit=ten", "limit")]
    [InlineData("t", "?limit=", "limit")]
    [InlineData("t", "?limit=99999999999", "limit")]
    public async Task Get_BadNameOrLimit_IsRefusedByField(string topic, string query, string field) =>
        (await SendAsync($"/topics/{topic}/presence{query}", TestTokens.Admin())).AssertNames(field);

    [Fact]
    public async Task Get_NameTooLong_IsRefused() => (await SendAsync($"/topics/{new string('a', 201)}/presence", TestTokens.Admin())).AssertNames("topic");

    [Fact]
    public async Task Get_WithoutAGoodToken_IsRefused()
    {
        foreach (var path in new[] { "/topics/t/presence", "/topics/a/b/presence" })
        {
            (await SendAsync(path, null)).AssertProblem(401);
            (await SendAsync(path, "nonsense")).AssertProblem(401);
            Assert.Equal(200, (await SendAsync(path, TestTokens.Mint("d", "device"))).Status);
        }
    }

    [Theory]
    [InlineData("$all")]
    [InlineData("%24user:somebody")]
    public async Task Get_PlatformsOwnTopic_IsForAdministrators(string topic)
    {
        (await SendAsync($"/topics/{topic}/presence", TestTokens.User("somebody"))).AssertProblem(403);
        (await SendAsync($"/topics/{topic}/presence", TestTokens.Publisher())).AssertProblem(403);
        (await SendAsync($"/topics/{topic}/presence?limit=1000", TestTokens.Admin())).AssertOk("connections members topic users");
    }

    [Theory]
    [InlineData("GET", "/topics/t", 404)]
    [InlineData("GET", "/topics/a/b", 404)]
    [InlineData("GET", "/topics//presence", 404)]
    [InlineData("POST", "/topics/t/presence", 405)]
    public async Task Other_PathsAndMethods_AreNotThere(string method, string path, int status) =>
        (await _host.SendAsync(new HttpMethod(method), path, token: TestTokens.Admin())).AssertProblem(status);

    private Task<Answer> SendAsync(string path, string? token) => _host.SendAsync(HttpMethod.Get, path, token: token);

    private async Task<JsonElement> GetAsync(string topic) => (await SendAsync($"/topics/{topic}/presence", TestTokens.User("u"))).AssertOk("connections members topic users");

    private async Task AssertPresenceAsync(string topic, int users, params (string ClientId, string? UserId)[] members)
    {
        var presence = await GetAsync(topic);
        Assert.Equal((members.Length, users), (presence.GetProperty("connections").GetInt32(), presence.GetProperty("users").GetInt32()));
        Assert.Equal(members, presence.GetProperty("members").EnumerateArray().Select(member => (member.Text("client_id")!, member.Text("user_id"))));
    }
}
