using System.Text.Json;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Users;

/// <summary>A user's notifications: unread until the user has seen them on any device.</summary>
[Collection(PlatformCollection.Name)]
public sealed class InboxTests(PlatformFixture platform)
{
    private readonly PlatformHost _host = platform.Host;
    private readonly string _user = PlatformFixture.NewId("user");

    [Fact]
    public async Task Connect_WithUnread_GetsEachOnce()
    {
        await NotifyAsync("one");
        await NotifyAsync("two");
        await using var client = await ConnectAsync();
        await NotifyAsync("three");
        Assert.Equal(["one", "two", "three"], await TitlesAsync(client, 3));
        Assert.DoesNotContain(await client.DrainAsync(), frame => frame.Type() == "notification");
        Assert.Equal(2, client.Greeting.GetProperty("topics").GetProperty($"$user:{_user}").GetProperty("snapshot").GetInt32());
    }

    [Fact]
    public async Task Connect_WithSince_GetsWhatItMissedAndNothingTwice()
    {
        await NotifyAsync("one");
        string since;
        await using (var client = await ConnectAsync())
        {
            Assert.Equal(["one"], await TitlesAsync(client, 1));
            var topic = client.Greeting.GetProperty("topics").GetProperty($"$user:{_user}");
            since = JsonSerializer.Serialize(new Dictionary<string, object> { [$"$user:{_user}"] = new { epoch = topic.Text("epoch"), offset = topic.GetProperty("offset").GetInt64() } });
        }

        await NotifyAsync("two");
        await using var back = await SocketClient.ConnectAsync(_host.Address, token: TestTokens.User(_user), since: since);
        Assert.Equal(["two"], await TitlesAsync(back, 1));
        Assert.DoesNotContain(await back.DrainAsync(), frame => frame.Type() == "notification");
    }

    [Fact]
    public async Task Ack_OnOneSocket_ClearsItOnAllOthersAndForThoseWhoCome()
    {
        var (one, two) = (await NotifyAsync("one"), await NotifyAsync("two"));
        await using var phone = await ConnectAsync();
        await using var laptop = await ConnectAsync();
        await phone.SendAsync(new { type = "ack", id = 3, data = new { notification_id = one } });

        var answer = await phone.NextAsync(frame => frame.Type() == "ack" && frame.Has("id"), "the answer");
        Assert.Equal((3, one, 1), (answer.GetProperty("id").GetInt32(), answer.Data().GetProperty("notification_ids")[0].GetString(), answer.Data().GetProperty("unread").GetInt32()));
        var told = await laptop.NextAsync("ack");
        Assert.Equal((one, 1), (told.Data().GetProperty("notification_ids")[0].GetString(), told.Data().GetProperty("unread").GetInt32()));
        await using var tablet = await ConnectAsync();
        Assert.Equal(["two"], await TitlesAsync(tablet, 1));

        (await SendAsync(HttpMethod.Post, $"/users/me/notifications/{two}/read")).AssertOk("message notification_ids unread");
        Assert.Equal(two, (await tablet.NextAsync("ack")).Data().GetProperty("notification_ids")[0].GetString());
        await using var last = await ConnectAsync();
        Assert.Equal(0, last.Greeting.GetProperty("topics").GetProperty($"$user:{_user}").GetProperty("snapshot").GetInt32());
    }

    [Fact]
    public async Task List_Always_SaysWhatHasBeenRead()
    {
        var one = await NotifyAsync("one");
        await NotifyAsync("two");
        await SendAsync(HttpMethod.Post, "/users/me/notifications/read", new { notification_ids = new[] { one, "none" } });

        var all = (await SendAsync(HttpMethod.Get, "/users/me/notifications")).AssertOk("notifications unread");
        Assert.Equal(["two False", "one True"], all.GetProperty("notifications").EnumerateArray().Select(kept => $"{kept.Text("title")} {kept.GetProperty("read").GetBoolean()}"));
        Assert.Equal(1, all.GetProperty("unread").GetInt32());
        Json.AssertTime(all.GetProperty("notifications")[1], "read_at");

        var unread = (await SendAsync(HttpMethod.Get, "/users/me/notifications?unread=true")).Json;
        Assert.Equal("two", Assert.Single(unread.GetProperty("notifications").EnumerateArray()).Text("title"));
        Assert.Equal(0, (await SendAsync(HttpMethod.Post, "/users/me/notifications/read")).Json.GetProperty("unread").GetInt32());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"notification_id":5}""")]
    [InlineData("""{"notification_ids":[]}""")]
    [InlineData("""{"notification_ids":["a",1]}""")]
    [InlineData("""{"all":false}""")]
    public async Task Ack_Wrong_IsAnError(string data)
    {
        await using var client = await ConnectAsync();
        await client.SendTextAsync($$"""{"type":"ack","data":{{data}}}""");
        Assert.Equal("invalid_message", (await client.NextAsync("error")).Data().Text("code"));
    }

    [Fact]
    public async Task Ack_Anonymous_IsNotPermitted()
    {
        await using var client = await _host.ConnectAsync();
        await client.SendTextAsync("""{"type":"ack","data":{"all":true}}""");
        Assert.Equal("not_permitted", (await client.NextAsync("error")).Data().Text("code"));
    }

    [Fact]
    public async Task MarkRead_WrongIds_NamesTheField() => (await SendAsync(HttpMethod.Post, "/users/me/notifications/read", """{"notification_ids":[]}""")).AssertNames("notification_ids");

    [Fact]
    public async Task MarkRead_UnknownId_Is404() => (await SendAsync(HttpMethod.Post, "/users/me/notifications/none/read")).AssertProblem(404);

    [Fact]
    public async Task List_WrongUnread_NamesTheField() => (await SendAsync(HttpMethod.Get, "/users/me/notifications?unread=some")).AssertNames("unread");

    [Fact]
    public async Task List_NoToken_Is401() => (await _host.SendAsync(HttpMethod.Get, "/users/me/notifications")).AssertProblem(401);

    private Task<SocketClient> ConnectAsync() => _host.ConnectAsync(token: TestTokens.User(_user));

    private Task<Answer> SendAsync(HttpMethod method, string path, object? body = null) => _host.SendAsync(method, path, body, TestTokens.User(_user));

    private async Task<string> NotifyAsync(string title) => (await _host.PublishAsync("/ws/notification", new { title, message = "m", user_id = _user })).Json.Text("id")!;

    private static async Task<IReadOnlyList<string?>> TitlesAsync(SocketClient client, int count)
    {
        var titles = new List<string?>();
        while (titles.Count < count)
        {
            titles.Add((await client.NextAsync("notification")).Data().Text("title"));
        }

        return titles;
    }
}
