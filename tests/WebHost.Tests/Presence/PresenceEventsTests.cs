using System.Text.Json;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Presence;

/// <summary>Topics whose rule says <c>Presence</c>. On a host of its own, because of its rules.</summary>
public sealed class PresenceEventsTests : IAsyncLifetime
{
    private readonly string _room = PlatformFixture.NewId("room");
    private PlatformHost _host = null!;

    public async Task InitializeAsync() => _host = await PlatformHost.StartAsync(new Dictionary<string, string>(PlatformFixture.Quiet)
    {
        ["Topics:Rules:0:Pattern"] = "*secret*",
        ["Topics:Rules:0:SubscribeRole"] = "publisher",
        ["Topics:Rules:1:Pattern"] = "*",
        ["Topics:Rules:1:Presence"] = "true",
        ["Presence:LeaveDelay"] = "00:00:00",
    });

    public Task DisposeAsync() => PlatformFixture.StopAsync(_host, TestTokens.Publisher());

    [Fact]
    public async Task Presence_SubscribersComeAndGo_IsToldInOrder()
    {
        await using var watcher = await _host.ConnectAsync(token: TestTokens.User("watcher"));
        Assert.Equal("subscribed", (await watcher.SubscribeAsync("presence:" + _room)).Text("status"));
        await using var one = await _host.ConnectAsync("c1", TestTokens.User("ann"));
        await using var two = await _host.ConnectAsync("c2");
        await one.SubscribeAsync(_room);
        var join = await NextAsync(watcher, "join", "c1", "ann", 1);
        Assert.Equal(("presence:" + _room, "c1"), (join.Text("topic"), join.Text("key")));
        await two.SubscribeAsync(_room);
        await NextAsync(watcher, "join", "c2", null, 2);
        await one.UnsubscribeAsync(_room);
        await NextAsync(watcher, "leave", "c1", "ann", 3);
        await two.CloseAsync();
        await NextAsync(watcher, "leave", "c2", null, 4);

        var presence = (await _host.SendAsync(HttpMethod.Get, $"/topics/{_room}/presence", token: TestTokens.User("u"))).Json;
        Assert.Equal(0, presence.GetProperty("connections").GetInt32());
    }

    [Fact]
    public async Task Subscribe_WithSnapshot_HasAJoinOfEverybodyWhoIsThere()
    {
        await using var one = await _host.ConnectAsync("s1-" + _room, TestTokens.User("ann"));
        await using var two = await _host.ConnectAsync("s2-" + _room);
        await using var gone = await _host.ConnectAsync("s3-" + _room);
        foreach (var client in new[] { one, two, gone })
        {
            await client.SubscribeAsync(_room);
        }

        await using var watcher = await _host.ConnectAsync(token: TestTokens.User("watcher"));
        await watcher.SubscribeAsync("presence:" + _room);
        await gone.UnsubscribeAsync(_room);
        Assert.Equal("leave", (await watcher.NextAsync("presence")).Data().Text("event"));

        var subscribed = await watcher.SubscribeAsync("presence:" + _room, snapshot: true);
        Assert.Equal((4, 2), (subscribed.GetProperty("offset").GetInt64(), subscribed.GetProperty("snapshot").GetInt32()));
        List<JsonElement> frames = [await watcher.NextAsync("presence"), await watcher.NextAsync("presence")];
        Assert.Equal(
            [("join", "s1-" + _room, "ann"), ("join", "s2-" + _room, null)],
            frames.Select(frame => frame.Data()).Select(data => (data.Text("event")!, data.Text("client_id")!, data.Text("user_id"))).Order());
        Assert.All(frames, frame => Assert.Equal(4, frame.GetProperty("offset").GetInt64()));
        await two.CloseAsync();
        await NextAsync(watcher, "leave", "s2-" + _room, null, 5);
    }

    [Fact]
    public async Task Presence_OfATopicWithTheRule_TellsSinceWhen()
    {
        await using var client = await _host.ConnectAsync();
        await client.SubscribeAsync(_room);
        var presence = (await _host.SendAsync(HttpMethod.Get, $"/topics/{_room}/presence", token: TestTokens.User("u"))).Json;
        Json.AssertTime(Assert.Single(presence.GetProperty("members").EnumerateArray()), "subscribed_at");
    }

    [Fact]
    public async Task Subscribe_ToThePresenceOfATopic_AsksForATokenAndWhatTheTopicAsksFor()
    {
        await using var anonymous = await _host.ConnectAsync();
        await using var user = await _host.ConnectAsync(token: TestTokens.User("u"));
        await using var publisher = await _host.ConnectAsync(token: TestTokens.Publisher());
        Assert.Equal("not_permitted", (await anonymous.SubscribeAsync("presence:" + _room)).Text("code"));
        Assert.Equal("subscribed", (await user.SubscribeAsync("presence:" + _room)).Text("status"));
        Assert.Equal("not_permitted", (await user.SubscribeAsync("presence:secret")).Text("code"));
        Assert.Equal("subscribed", (await publisher.SubscribeAsync("presence:secret")).Text("status"));
        (await _host.SendAsync(HttpMethod.Get, "/topics/secret/presence", token: TestTokens.User("u"))).AssertProblem(403);
        Assert.Equal(200, (await _host.SendAsync(HttpMethod.Get, "/topics/secret/presence", token: TestTokens.Publisher())).Status);
        Assert.Equal(200, (await _host.SendAsync(HttpMethod.Get, "/topics/secret/presence", token: TestTokens.Admin())).Status);
    }

    private async Task<JsonElement> NextAsync(SocketClient watcher, string happened, string clientId, string? userId, long offset)
    {
        var frame = await watcher.NextAsync("presence");
        var data = frame.Data();
        Assert.Equal("client_id event timestamp topic user_id", data.Members());
        Assert.Equal((_room, happened, clientId, userId), (data.Text("topic"), data.Text("event"), data.Text("client_id"), data.Text("user_id")));
        Assert.Equal(offset, frame.GetProperty("offset").GetInt64());
        Json.AssertTime(data);
        return frame;
    }
}
