using System.Text.Json;
using AndroidZen.TestKit;
using AndroidZen.Users;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary>The wire contract's table of the socket, row by row.</summary>
[Collection(PlatformCollection.Name)]
public sealed class SocketContractTests(PlatformFixture platform)
{
    /// <summary>A connection is on them without having asked, and cannot leave.</summary>
    [Fact]
    public async Task Unsubscribe_PlatformsOwnTopic_IsAcknowledgedAndChangesNothing()
    {
        var user = PlatformFixture.NewId("user");
        await using var client = await _host.ConnectAsync(token: TestTokens.User(user));
        foreach (var topic in new[] { "$all", $"$user:{user}" })
        {
            await client.SendAsync(new { type = "unsubscription", data = new { topic } });
            Assert.Equal("unsubscribed", (await client.NextAsync("unsubscription")).Data().Text("status"));
        }

        var answer = await _host.AdministerAsync($"/ws/send-to-user/{user}");
        Assert.Equal(1, answer.Json.GetProperty("recipients").GetInt32());
        await client.NextAsync("analytics_update");
        await _host.AdministerAsync("/ws/broadcast", new { type = "system_message" });
        await client.NextAsync("system_message");
    }

    private readonly PlatformHost _host = platform.Host;

    [Fact]
    public async Task Connect_WithoutAnything_GreetsWithAGeneratedUuidAndNoUser()
    {
        await using var client = await SocketClient.OpenAsync(_host.Address);
        var frame = await client.NextAsync();

        Assert.Equal("device_connected", frame.Type());
        Json.AssertTime(frame);
        var data = frame.Data();
        Assert.True(Guid.TryParseExact(data.Text("client_id"), "D", out _));
        Assert.Equal(JsonValueKind.Null, data.GetProperty("user_id").ValueKind);
        Assert.Equal(JsonValueKind.Null, data.GetProperty("username").ValueKind);
        Assert.NotEmpty(data.Text("message")!);
        Assert.Equal(1, data.GetProperty("protocol").GetInt32());
        Assert.NotEmpty(data.Text("gateway")!);
        Assert.Equal(300_000, data.GetProperty("heartbeat_interval_ms").GetInt64());
        Assert.False(data.Has("token_expires_in_s"));
    }

    [Fact]
    public async Task Connect_WithClientIdAndToken_GreetsWithTheirIdentity()
    {
        var (clientId, userId) = (PlatformFixture.NewId("client"), PlatformFixture.NewId("user"));
        var token = TestTokens.Mint("alice", change: claims => claims["user_id"] = userId);
        await using var client = await _host.ConnectAsync(clientId, token);

        Assert.Equal(clientId, client.Greeting.Text("client_id"));
        Assert.Equal(userId, client.Greeting.Text("user_id"));
        Assert.Equal("alice", client.Greeting.Text("username"));
        Assert.InRange(client.Greeting.GetProperty("token_expires_in_s").GetInt64(), 500, 600);
    }

    [Fact]
    public async Task Connect_TokenWithoutUserId_UsesTheSubject()
    {
        var subject = PlatformFixture.NewId("user");
        await using var client = await _host.ConnectAsync(token: TestTokens.Mint(subject, change: claims => claims.Remove("user_id")));

        Assert.Equal(subject, client.Greeting.Text("user_id"));
        Assert.Equal(subject, client.Greeting.Text("username"));
    }

    [Fact]
    public async Task Connect_TwiceWithoutClientId_GetsTwoIds()
    {
        await using var one = await _host.ConnectAsync();
        await using var other = await _host.ConnectAsync();

        Assert.NotEqual(one.Greeting.Text("client_id"), other.Greeting.Text("client_id"));
    }

    [Theory]
    [InlineData(" a")]
    [InlineData("a/b")]
    [InlineData("a%b")]
    [InlineData("..")]
    [InlineData("a\u0000b")]
    public async Task Connect_IllFormedClientId_IsToldAndClosed(string clientId)
    {
        await using var client = await SocketClient.OpenAsync(_host.Address, clientId);
        var frame = await client.NextAsync();

        Assert.Equal(("error", "invalid_client_id"), (frame.Type(), frame.Data().Text("code")));
        Assert.Contains("client_id", frame.Data().Text("message"), StringComparison.Ordinal);
        Assert.Equal(4501, await client.WhenClosedAsync());
    }

    [Theory]
    [InlineData("my browser, tab 2")]
    [InlineData("дмитрий@example.com")]
    [InlineData("$all")]
    public async Task Connect_ClientIdOfAnyScript_IsTakenAndFoundAgain(string clientId)
    {
        await using var client = await _host.ConnectAsync(clientId);
        Assert.Equal(clientId, client.Greeting.Text("client_id"));
        var path = $"/ws/connections/{Uri.EscapeDataString(clientId)}";
        Assert.Equal(clientId, (await _host.SendAsync(HttpMethod.Delete, path, token: TestTokens.Admin())).AssertOk("client_id message").Text("client_id"));
    }

    [Fact]
    public async Task Connect_LongestClientId_IsTakenAndOneCharacterMoreIsNot()
    {
        var longest = PlatformFixture.NewId("c").PadRight(UserId.MaxLength, 'x');
        await using var client = await _host.ConnectAsync(longest);
        await using var tooLong = await SocketClient.OpenAsync(_host.Address, longest + "x");

        Assert.Equal(longest, client.Greeting.Text("client_id"));
        Assert.Equal(4501, await tooLong.WhenClosedAsync());
    }

    [Theory]
    [InlineData("device_status")]
    [InlineData("device_{id}")]
    [InlineData("metrics_{id}")]
    [InlineData("notifications")]
    [InlineData("security")]
    [InlineData("performance")]
    [InlineData("analytics")]
    [InlineData("any/other:well-formed.name@{id}")]
    public async Task Subscribe_AnyTopic_IsAcknowledgedAndLeft(string pattern)
    {
        var topic = pattern.Replace("{id}", PlatformFixture.NewId("d"), StringComparison.Ordinal);
        await using var client = await _host.ConnectAsync();

        await client.SendAsync(new { type = "subscription", timestamp = "2026-01-01T00:00:00.000Z", data = new { topic } });
        var subscribed = await client.NextAsync("subscription");
        await client.SendAsync(new { type = "unsubscription", data = new { topic } });
        var unsubscribed = await client.NextAsync("unsubscription");

        Assert.Equal((topic, "subscribed"), (subscribed.Data().Text("topic"), subscribed.Data().Text("status")));
        Assert.NotEmpty(subscribed.Data().Text("epoch")!);
        Assert.True(subscribed.Data().GetProperty("offset").GetInt64() >= 0);
        Json.AssertTime(subscribed);
        Assert.Equal("status topic", unsubscribed.Data().Members());
        Assert.Equal((topic, "unsubscribed"), (unsubscribed.Data().Text("topic"), unsubscribed.Data().Text("status")));
        Json.AssertTime(unsubscribed);
    }

    [Fact]
    public async Task Subscribe_AcknowledgementSeen_MissesNothingFromThenOn()
    {
        for (var round = 0; round < 20; round++)
        {
            var topic = PlatformFixture.NewId("t");
            await using var client = await _host.ConnectAsync();
            var offset = (await client.SubscribeAsync(topic)).GetProperty("offset").GetInt64();
            var sent = await _host.AdministerAsync("/ws/broadcast", new { data = new { round }, subscription_filter = topic });
            var frame = await client.NextAsync("analytics_update");

            Assert.Equal(1, sent.Json.GetProperty("recipients").GetInt32());
            Assert.Equal(round, frame.Data().GetProperty("round").GetInt32());
            Assert.Equal((topic, offset + 1), (frame.Text("topic"), frame.GetProperty("offset").GetInt64()));
        }
    }

    [Fact]
    public async Task Unsubscribe_AcknowledgementSeen_ReceivesNothingFromThenOn()
    {
        for (var round = 0; round < 20; round++)
        {
            var topic = PlatformFixture.NewId("t");
            await using var stays = await _host.ConnectAsync();
            await using var leaves = await _host.ConnectAsync();
            await stays.SubscribeAsync(topic);
            await leaves.SubscribeAsync(topic);
            await leaves.UnsubscribeAsync(topic);
            var sent = await _host.AdministerAsync("/ws/broadcast", new { subscription_filter = topic });
            await stays.NextAsync("analytics_update");

            Assert.Equal(1, sent.Json.GetProperty("recipients").GetInt32());
            Assert.Empty(await leaves.DrainAsync());
        }
    }

    [Fact]
    public async Task Subscribe_Twice_IsAcknowledgedTwiceAndDeliveredOnce()
    {
        var topic = PlatformFixture.NewId("t");
        await using var client = await _host.ConnectAsync();
        var first = await client.SubscribeAsync(topic);
        var second = await client.SubscribeAsync(topic);
        var sent = await _host.AdministerAsync("/ws/broadcast", new { subscription_filter = topic });
        await client.NextAsync("analytics_update");

        Assert.Equal(first.GetRawText(), second.GetRawText());
        Assert.Equal(1, sent.Json.GetProperty("recipients").GetInt32());
        Assert.Empty(await client.DrainAsync());
    }

    [Fact]
    public async Task Unsubscribe_NotSubscribed_IsAcknowledgedAllTheSame()
    {
        await using var client = await _host.ConnectAsync();
        await client.UnsubscribeAsync(PlatformFixture.NewId("t"));
        Assert.Empty(await client.DrainAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("täglich")]
    [InlineData("a\nb")]
    [InlineData("a*")]
    public async Task Subscribe_IllFormedTopic_IsRejectedAndTheConnectionStays(string topic)
    {
        await using var client = await _host.ConnectAsync();
        var answer = await client.SubscribeAsync(topic);

        Assert.Equal("code message status topic", answer.Members());
        Assert.Equal((topic, "rejected", "invalid_topic"), (answer.Text("topic"), answer.Text("status"), answer.Text("code")));
        Assert.Contains("topic", answer.Text("message"), StringComparison.Ordinal);
        Assert.Empty(await client.DrainAsync());
    }

    [Theory]
    [InlineData("$all")]
    [InlineData("$user:somebody")]
    [InlineData("$")]
    public async Task Subscribe_PlatformsOwnTopic_IsNotPermitted(string topic)
    {
        await using var client = await _host.ConnectAsync(token: TestTokens.Admin());
        var answer = await client.SubscribeAsync(topic);
        Assert.Equal(("rejected", "not_permitted"), (answer.Text("status"), answer.Text("code")));
    }

    [Fact]
    public async Task Heartbeat_Sent_IsAnsweredAlive()
    {
        await using var client = await _host.ConnectAsync();
        await client.SendTextAsync("""{"type":"heartbeat","timestamp":"2026-01-01T00:00:00Z","data":{"anything":[1]},"more":null}""");
        var frame = await client.NextAsync();

        Assert.Equal("data timestamp type", frame.Members());
        Assert.Equal("heartbeat", frame.Type());
        Assert.Equal("""{"status":"alive"}""", frame.Data().GetRawText());
        Json.AssertTime(frame);
    }

    [Theory]
    [InlineData("\"a-7\"")]
    [InlineData("17")]
    [InlineData("-1.5e3")]
    [InlineData("\"\\ud83d\\ude00 \\\"\"")]
    public async Task Request_WithId_IsAnsweredWithThatId(string id)
    {
        await using var client = await _host.ConnectAsync();
        await client.SendTextAsync($$"""{"type":"heartbeat","id":{{id}}}""");
        Assert.Equal(id, (await client.NextAsync()).GetProperty("id").GetRawText());
    }

    [Theory]
    [InlineData("this is not JSON")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{'type':'heartbeat'}")]
    [InlineData("{\"type\":\"heartbeat\",}")]
    [InlineData("{\"type\":\"heartbeat\"} {}")]
    [InlineData("// no\n{\"type\":\"heartbeat\"}")]
    public async Task TextFrame_NotJson_IsAnErrorAndTheConnectionStays(string text)
    {
        await using var client = await _host.ConnectAsync();
        await client.SendTextAsync(text);
        await AssertErrorAsync(client, "invalid_json");
        await AssertUsableAsync(client);
    }

    [Fact]
    public async Task Message_UnknownType_IsAnErrorThatNamesItAndTheConnectionStays()
    {
        await using var client = await _host.ConnectAsync();
        await client.SendTextAsync("""{"type":"make_coffee","data":{},"id":"x1"}""");
        var frame = await AssertErrorAsync(client, "unknown_type");

        Assert.Contains("make_coffee", frame.Data().Text("message"), StringComparison.Ordinal);
        Assert.Equal("x1", frame.Text("id"));
        await AssertUsableAsync(client);
    }

    [Theory]
    [InlineData("device_connected")]
    [InlineData("system_message")]
    [InlineData("error")]
    [InlineData("reconnect")]
    public async Task Message_TypeThatOnlyTheServerSends_IsAnErrorThatNamesIt(string type)
    {
        await using var client = await _host.ConnectAsync();
        await client.SendAsync(new { type, data = new { } });
        var frame = await AssertErrorAsync(client, "unsupported_type");

        Assert.Contains(type, frame.Data().Text("message"), StringComparison.Ordinal);
        await AssertUsableAsync(client);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"heartbeat\"")]
    [InlineData("{}")]
    [InlineData("{\"type\":null}")]
    [InlineData("{\"type\":7}")]
    [InlineData("{\"type\":\"subscription\",\"data\":[]}")]
    [InlineData("{\"type\":\"subscription\"}")]
    [InlineData("{\"type\":\"subscription\",\"data\":null}")]
    [InlineData("{\"type\":\"subscription\",\"data\":{}}")]
    [InlineData("{\"type\":\"subscription\",\"data\":{\"topic\":5}}")]
    [InlineData("{\"type\":\"unsubscription\",\"data\":{\"topic\":null}}")]
    public async Task Message_WrongShape_IsAnErrorAndTheConnectionStays(string text)
    {
        await using var client = await _host.ConnectAsync();
        await client.SendTextAsync(text);
        await AssertErrorAsync(client, "invalid_message");
        await AssertUsableAsync(client);
    }

    private static async Task<JsonElement> AssertErrorAsync(SocketClient client, string code)
    {
        var frame = await client.NextAsync();
        Assert.Equal(("error", code), (frame.Type(), frame.Data().Text("code")));
        Assert.Equal("code message", frame.Data().Members());
        Assert.NotEmpty(frame.Data().Text("message")!);
        Json.AssertTime(frame);
        return frame;
    }

    private static async Task AssertUsableAsync(SocketClient client)
    {
        var topic = PlatformFixture.NewId("t");
        Assert.Equal("subscribed", (await client.SubscribeAsync(topic)).Text("status"));
        Assert.Empty(await client.DrainAsync());
    }
}
