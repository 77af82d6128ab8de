using System.Text.Json;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Subscriptions;

/// <summary>Clients that come back and say what they have (docs/protocol.md, "Recovery"), against the whole platform.</summary>
[Collection(PlatformCollection.Name)]
public sealed class RecoveryTests(PlatformFixture platform)
{
    private readonly PlatformHost _host = platform.Host;
    private readonly string _topic = PlatformFixture.NewId("topic");

    [Fact]
    public async Task Subscribe_SinceAnEarlierPosition_GetsExactlyWhatWasMissedAndThenWhatComes()
    {
        var position = await SubscribeAndLeaveAsync(published: 3);
        await PublishAsync(4, 5, 6);
        await using var client = await _host.ConnectAsync();

        var answer = await client.SubscribeAsync(_topic, position);
        await PublishAsync(7);

        Assert.True(answer.GetProperty("recovered").GetBoolean());
        Assert.Equal(3, answer.GetProperty("missed").GetInt64());
        Assert.Equal(position, PositionOf(answer));
        Assert.Equal([4, 5, 6, 7], await NumbersAsync(client, 4));
    }

    [Fact]
    public async Task Subscribe_SinceThePresent_MissedNothing()
    {
        var position = await SubscribeAndLeaveAsync(published: 3);
        await using var client = await _host.ConnectAsync();

        var answer = await client.SubscribeAsync(_topic, position);
        await PublishAsync(4);

        Assert.True(answer.GetProperty("recovered").GetBoolean());
        Assert.Equal(0, answer.GetProperty("missed").GetInt64());
        Assert.Equal([4], await NumbersAsync(client, 1));
    }

    [Fact]
    public async Task Subscribe_SinceAnotherEpoch_IsToldSoAndGetsTheSnapshot()
    {
        var device = PlatformFixture.NewId("d");
        foreach (var cpu in new[] { 1, 2 })
        {
            await _host.PublishAsync("/ws/live-metrics", new { device_id = device, metrics = new { cpu } });
        }

        await using var client = await _host.ConnectAsync();
        var answer = await client.SubscribeAsync("metrics_" + device, since: ("another", 7));
        await _host.PublishAsync("/ws/live-metrics", new { device_id = device, metrics = new { cpu = 3 } });

        Assert.False(answer.GetProperty("recovered").GetBoolean());
        Assert.False(answer.Has("missed"));
        Assert.Equal(2, answer.GetProperty("offset").GetInt64());
        Assert.Equal(1, answer.GetProperty("snapshot").GetInt32());
        var (latest, next) = (await client.NextAsync("live_metrics"), await client.NextAsync("live_metrics"));
        Assert.Equal((2, 2), (latest.GetProperty("offset").GetInt64(), latest.GetProperty("data").GetProperty("metrics").GetProperty("cpu").GetInt32()));
        Assert.Equal((3, 3), (next.GetProperty("offset").GetInt64(), next.GetProperty("data").GetProperty("metrics").GetProperty("cpu").GetInt32()));
    }

    [Fact]
    public async Task Subscribe_SinceAPositionThatTheHistoryDoesNotReach_IsToldHowManyItMissed()
    {
        var metrics = "metrics_" + _topic;
        await using var first = await _host.ConnectAsync();
        var position = PositionOf(await first.SubscribeAsync(metrics));
        var padding = new string('x', 60_000); // More than the history of metrics takes, after a few.
        for (var n = 1; n <= 12; n++)
        {
            await _host.PublishAsync("/ws/live-metrics", new { device_id = _topic, metrics = new { n, padding } });
        }

        await using var client = await _host.ConnectAsync();
        var answer = await client.SubscribeAsync(metrics, position);

        Assert.False(answer.GetProperty("recovered").GetBoolean());
        Assert.Equal(12, answer.GetProperty("missed").GetInt64());
        Assert.Equal(1, answer.GetProperty("snapshot").GetInt32());
        Assert.Equal(12, (await client.NextAsync("live_metrics")).GetProperty("offset").GetInt64());
    }

    [Fact]
    public async Task Subscribe_SinceAPositionInTheFuture_IsNotRecovered()
    {
        var (epoch, offset) = await SubscribeAndLeaveAsync(published: 2);
        await using var client = await _host.ConnectAsync();

        var answer = await client.SubscribeAsync(_topic, (epoch, offset + 1));

        Assert.False(answer.GetProperty("recovered").GetBoolean());
        Assert.Equal((epoch, offset), PositionOf(answer));
    }

    [Fact]
    public async Task Subscribe_WithSnapshot_GetsTheTwinAndTheLatestPerKeyExactToItsOffset()
    {
        var device = PlatformFixture.NewId("d");
        await ReportActionAsync(device, "a", "queued");
        await ReportActionAsync(device, "b", "queued");
        await ReportActionAsync(device, "a", "in_progress");
        await using var client = await _host.ConnectAsync();

        var answer = await client.SubscribeAsync("device_" + device, snapshot: true);
        await ReportActionAsync(device, "b", "completed");

        Assert.False(answer.Has("recovered"));
        Assert.Equal(3, answer.GetProperty("snapshot").GetInt32());
        Assert.Equal(3, answer.GetProperty("offset").GetInt64());
        var twin = (await client.NextAsync("device_status")).GetProperty("data").GetProperty("devices")[0];
        Assert.Equal(["b queued", "a in_progress"], twin.GetProperty("actions").EnumerateArray().Select(action => $"{action.GetProperty("action_id")} {action.GetProperty("status")}"));
        var frames = new[] { await client.NextAsync("device_action"), await client.NextAsync("device_action"), await client.NextAsync("device_action") };
        Assert.Equal(["b queued 2 action:b", "a in_progress 3 action:a", "b completed 4 action:b"], frames.Select(Describe));
    }

    [Fact]
    public async Task Subscribe_AgainWithSince_BeginsAnewFromThere()
    {
        await using var client = await _host.ConnectAsync();
        var position = PositionOf(await client.SubscribeAsync(_topic));
        await PublishAsync(1, 2);
        Assert.Equal([1, 2], await NumbersAsync(client, 2));

        await client.SubscribeAsync(_topic, position);
        await PublishAsync(3);

        Assert.Equal([1, 2, 3], await NumbersAsync(client, 3));
        Assert.Equal(1, (await _host.GetStatsAsync()).GetProperty("subscription_counts").GetProperty(_topic).GetInt32());
    }

    [Fact]
    public async Task Subscribe_MoreMissedThanTheOutboxTakes_GetsAllOfItInOrder()
    {
        await using var first = await _host.ConnectAsync();
        var position = PositionOf(await first.SubscribeAsync(_topic));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async part =>
        {
            for (var n = 0; n < 1500; n++)
            {
                await PublishAsync(part * 1500 + n);
            }
        }));
        await using var client = await _host.ConnectAsync();

        var answer = await client.SubscribeAsync(_topic, position);
        await PublishAsync(-1);

        Assert.Equal(12_000, answer.GetProperty("missed").GetInt64());
        for (var offset = 1; offset <= 12_001; offset++)
        {
            Assert.Equal(offset, (await client.NextAsync("analytics_update")).GetProperty("offset").GetInt64());
        }
    }

    [Fact]
    public async Task Subscribe_ManyAtOnceWhilePublicationsFlow_NoneHasAGapOrADuplicate()
    {
        await using var first = await _host.ConnectAsync();
        var position = PositionOf(await first.SubscribeAsync(_topic));
        using var end = new CancellationTokenSource();
        var publishing = PublishUntilAsync(end.Token);
        var clients = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => ReadAfterRecoveryAsync(position, 200)));
        await end.CancelAsync();
        await publishing;

        Assert.All(clients, offsets => Assert.Equal(Enumerable.Range(1, 200).Select(offset => (long)offset), offsets));
    }

    [Fact]
    public async Task Connect_SinceAnEarlierPosition_GetsWhatWasSentToItsUserAndToEverybodyMeanwhile()
    {
        var user = PlatformFixture.NewId("user");
        var (token, everyone, own) = (TestTokens.User(user), "$all", "$user:" + user);
        string since;
        await using (var client = await _host.ConnectAsync(token: token))
        {
            await SendAsync(1);
            var last = await client.NextAsync("system_message");
            var topics = client.Greeting.GetProperty("topics");
            Assert.Equal((own, topics.GetProperty(own).GetProperty("epoch").GetString()), (last.GetProperty("topic").GetString(), last.GetProperty("epoch").GetString()));
            since = JsonSerializer.Serialize(new Dictionary<string, object>
            {
                [everyone] = topics.GetProperty(everyone),
                [own] = new { epoch = last.GetProperty("epoch").GetString(), offset = last.GetProperty("offset").GetInt64() },
            });
        }

        await SendAsync(2);
        await _host.AdministerAsync("/ws/broadcast", new { type = "system_message", data = new { n = 3 } });
        await SendAsync(4);
        await using var again = await SocketClient.ConnectAsync(_host.Address, token: token, since: since);
        await SendAsync(5);

        var recovered = again.Greeting.GetProperty("topics").GetProperty(own);
        Assert.Equal((true, 2), (recovered.GetProperty("recovered").GetBoolean(), recovered.GetProperty("missed").GetInt32()));
        var numbers = new List<int>();
        while (numbers.Count < 3)
        {
            var frame = await again.NextAsync("system_message");
            if (frame.GetProperty("topic").GetString() == own)
            {
                numbers.Add(frame.GetProperty("data").GetProperty("n").GetInt32());
            }
        }

        Assert.Equal([2, 4, 5], numbers);

        Task SendAsync(int n) => _host.AdministerAsync($"/ws/send-to-user/{user}", new { type = "system_message", data = new { n } });
    }

    [Theory]
    [InlineData("7")]
    [InlineData("{")]
    [InlineData("""{"$all":7}""")]
    [InlineData("""{"$all":{"epoch":"e","offset":-1}}""")]
    [InlineData("""{"\ud800":{"epoch":"e","offset":1}}""")]
    public async Task Connect_MalformedSince_IsToldBehindTheGreeting(string since)
    {
        await using var client = await SocketClient.ConnectAsync(_host.Address, since: since);
        var error = (await client.NextAsync("error")).GetProperty("data");
        Assert.Equal("invalid_message", error.GetProperty("code").GetString());
        Assert.Contains("since", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(await client.DrainAsync());
    }

    [Theory]
    [InlineData("""{"topic":"t","since":7}""", "data.since")]
    [InlineData("""{"topic":"t","since":{"epoch":"e"}}""", "data.since")]
    [InlineData("""{"topic":"t","since":{"epoch":"e","offset":-1}}""", "data.since")]
    [InlineData("""{"topic":"t","since":{"epoch":"e","offset":1.5}}""", "data.since")]
    [InlineData("""{"topic":"t","since":{"epoch":5,"offset":1}}""", "data.since")]
    [InlineData("""{"topic":"t","snapshot":"yes"}""", "data.snapshot")]
    [InlineData("""{"topic":"t","history":0}""", "data.history")]
    [InlineData("""{"topic":"t","history":100001}""", "data.history")]
    [InlineData("""{"topic":"t","history":1.5}""", "data.history")]
    [InlineData("""{"topic":"t","history":"all"}""", "data.history")]
    [InlineData("""{"topic":"t","mode":"all"}""", "data.mode")]
    public async Task Subscribe_MalformedWish_IsRefusedWithTheFieldAndTheRule(string data, string field)
    {
        await using var client = await _host.ConnectAsync();
        await client.SendTextAsync($$"""{"type":"subscription","id":4,"data":{{data}}}""");
        var error = await client.NextAsync("error");
        Assert.Equal("invalid_message", error.GetProperty("data").GetProperty("code").GetString());
        Assert.Contains(field, error.GetProperty("data").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(4, error.GetProperty("id").GetInt32());
    }

    private static (string Epoch, long Offset) PositionOf(JsonElement answer) => (answer.GetProperty("epoch").GetString()!, answer.GetProperty("offset").GetInt64());

    private static string Describe(JsonElement frame)
    {
        var data = frame.GetProperty("data");
        return $"{data.GetProperty("action_id").GetString()} {data.GetProperty("status").GetString()} {frame.GetProperty("offset").GetInt64()} {frame.GetProperty("key").GetString()}";
    }

    private static async Task<IReadOnlyList<int>> NumbersAsync(SocketClient client, int count)
    {
        var numbers = new List<int>();
        while (numbers.Count < count)
        {
            numbers.Add((await client.NextAsync("analytics_update")).GetProperty("data").GetProperty("n").GetInt32());
        }

        return numbers;
    }

    private async Task<(string Epoch, long Offset)> SubscribeAndLeaveAsync(int published)
    {
        await using var client = await _host.ConnectAsync();
        var (epoch, _) = PositionOf(await client.SubscribeAsync(_topic));
        await PublishAsync([.. Enumerable.Range(1, published)]);
        await NumbersAsync(client, published);
        return (epoch, published);
    }

    private async Task PublishAsync(params int[] numbers)
    {
        foreach (var n in numbers)
        {
            Assert.Equal(200, (await _host.AdministerAsync("/ws/broadcast", new { subscription_filter = _topic, data = new { n } })).Status);
        }
    }

    private async Task PublishUntilAsync(CancellationToken end)
    {
        for (var n = 0; !end.IsCancellationRequested; n++)
        {
            await PublishAsync(n);
        }
    }

    private async Task<IReadOnlyList<long>> ReadAfterRecoveryAsync((string Epoch, long Offset) position, int count)
    {
        await using var client = await _host.ConnectAsync();
        Assert.True((await client.SubscribeAsync(_topic, position)).GetProperty("recovered").GetBoolean());
        var offsets = new List<long>();
        while (offsets.Count < count)
        {
            offsets.Add((await client.NextAsync("analytics_update")).GetProperty("offset").GetInt64());
        }

        return offsets;
    }

    private Task<Answer> ReportActionAsync(string device, string action, string status) =>
        _host.PublishAsync($"/ws/device-action/{device}", new { action_id = action, action_type = "reboot", status });
}
