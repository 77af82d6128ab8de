using System.Text;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Topics;

/// <summary>Requests that are repeated with their name (docs/protocol.md, "Publishing once").</summary>
[Collection(PlatformCollection.Name)]
public sealed class PublishingOnceTests(PlatformFixture platform)
{
    private const string Device = "{device}";

    private readonly PlatformHost _host = platform.Host;
    private readonly string _device = PlatformFixture.NewId("d");

    public static TheoryData<string, string, string> Requests => new()
    {
        { "/ws/device-alert", "device_" + Device, """{"device_id":"{device}","message":"m"}""" },
        { "/ws/security-alert", "security", """{"device_id":"{device}"}""" },
        { "/ws/analytics-update", "analytics", """{"device_id":"{device}","metrics":{"n":1}}""" },
        { "/ws/live-metrics", "metrics_" + Device, """{"device_id":"{device}","metrics":{"n":1}}""" },
        { "/ws/performance-data", "performance", """{"id":"a value of the publisher's own"}""" },
        { "/ws/notification", "notifications", """{"title":"t","message":"m"}""" },
        { "/ws/device-action/" + Device, "device_" + Device, """{"action_id":"a","action_type":"reboot","status":"queued"}""" },
        { "/ws/optimization-complete", "device_" + Device, """{"device_id":"{device}","results":{"improvements":3}}""" },
        { "/ws/start-monitoring/" + Device, "device_" + Device, "{}" },
        { "/ws/broadcast", "topic-" + Device, """{"subscription_filter":"topic-{device}","data":{"n":1}}""" },
        { "/devices/" + Device + "/status", "device_" + Device, """{"status":"busy","id":"a value that is ignored"}""" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Post_RepeatedWithItsKey_IsAnsweredAsTheFirstAndPublishesNothing(string path, string topic, string body)
    {
        await PostAsync("/devices/" + Device + "/status", "{}"); // So that the device does not come with what follows.
        await using var client = await _host.ConnectAsync();
        await client.SubscribeAsync(For(topic));
        var key = Guid.NewGuid().ToString();

        var first = await PostAsync(path, body, key);
        var repeat = await PostAsync(path, body, key);
        var another = await PostAsync(path, body, Guid.NewGuid().ToString());

        Assert.Equal((200, first.Text), (repeat.Status, repeat.Text));
        Assert.Equal(200, another.Status);
        Assert.Equal(2, await CountAsync(client, topic));
    }

    [Theory]
    [InlineData("\"k\"")]
    [InlineData("7")]
    public async Task Post_RepeatedWithItsIdInTheBody_PublishesNothing(string id)
    {
        await using var client = await _host.ConnectAsync();
        await client.SubscribeAsync(For("topic-" + Device));
        var body = $$"""{"subscription_filter":"topic-{device}","id":{{id}}}""";
        var first = await PostAsync("/ws/broadcast", body);
        Assert.Equal(first.Text, (await PostAsync("/ws/broadcast", body)).Text);
        Assert.Equal(1, await CountAsync(client, "topic-" + Device));
    }

    [Fact]
    public async Task SendToUser_Repeated_ReachesTheUserOnceAndIsAnsweredAlike()
    {
        await using var client = await _host.ConnectAsync(token: TestTokens.User(_device));
        var body = new { type = "system_message", id = "once" };
        var answers = new[] { await _host.AdministerAsync($"/ws/send-to-user/{_device}", body), await _host.AdministerAsync($"/ws/send-to-user/{_device}", body) };
        Assert.All(answers, answer => Assert.Equal(1, answer.Json.GetProperty("recipients").GetInt32()));
        await client.NextAsync("system_message");
        Assert.Empty(await client.DrainAsync());
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"tränen\"")]
    [InlineData("{}")]
    [InlineData("true")]
    [InlineData("\"\\ud800\"")]
    public async Task Post_MalformedId_IsRefusedWithTheFieldAndTheRule(string id)
    {
        var answer = await PostAsync("/ws/broadcast", $$"""{"id":{{id}}}""");
        Assert.Equal((400, "application/problem+json"), (answer.Status, answer.MediaType));
        Assert.Contains("1 to 128 printable ASCII characters", answer.Json.GetProperty("errors").GetProperty("id")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_KeyThatIsTooLong_IsRefusedWithTheHeader()
    {
        var answer = await PostAsync("/ws/broadcast", "{}", new string('k', 129));
        Assert.Equal(400, answer.Status);
        Assert.True(answer.Json.GetProperty("errors").Has("Idempotency-Key"));
    }

    private string For(string text) => text.Replace(Device, _device, StringComparison.Ordinal);

    private Task<Answer> PostAsync(string path, string body, string? key = null)
    {
        var content = new StringContent(For(body), Encoding.UTF8, "application/json");
        if (key is not null)
        {
            content.Headers.Add("Idempotency-Key", key);
        }

        return _host.AdministerAsync(For(path), content);
    }

    /// <summary>How many publications have come on the topic: all of them, because a last one is behind them.</summary>
    private async Task<int> CountAsync(SocketClient client, string topic)
    {
        await PostAsync("/ws/broadcast", $$"""{"subscription_filter":"{{topic}}","type":"network_status"}""");
        var count = 0;
        while ((await client.NextAsync(frame => frame.Has("topic") && frame.Text("topic") == For(topic), $"a publication on {topic}")).Type() != "network_status")
        {
            count++;
        }

        return count;
    }
}
