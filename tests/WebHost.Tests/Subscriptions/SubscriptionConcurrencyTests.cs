using System.Text.Json;
using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests.Subscriptions;

/// <summary>Many come and go while publications flow: what was acknowledged holds for each of them.</summary>
[Collection(PlatformCollection.Name)]
public sealed class SubscriptionConcurrencyTests(PlatformFixture platform)
{
    private readonly PlatformHost _host = platform.Host;

    [Fact]
    public async Task Subscribers_ComingAndGoingWhilePublicationsFlow_MissNothingAndGetNothingAfterwards()
    {
        var topics = Enumerable.Range(0, 3).Select(_ => PlatformFixture.NewId("t")).ToArray();
        using var end = new CancellationTokenSource();
        var publishing = topics.Select(topic => PublishAsync(topic, end.Token)).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 24).Select(number => ComeAndGoAsync(topics[number % topics.Length], rounds: 12)));
        await end.CancelAsync();
        await Task.WhenAll(publishing);

        var counts = (await _host.GetStatsAsync()).GetProperty("subscription_counts");
        Assert.All(topics, topic => Assert.False(counts.Has(topic)));
        foreach (var topic in topics)
        {
            var last = await _host.AdministerAsync("/ws/broadcast", new { subscription_filter = topic });
            Assert.Equal(0, last.Json.GetProperty("recipients").GetInt32());
        }
    }

    [Fact]
    public async Task LastSubscribersLeavingWhileAnotherComes_NeverTakeItsPlace()
    {
        for (var round = 0; round < 60; round++)
        {
            var topic = PlatformFixture.NewId("t");
            var user = PlatformFixture.NewId("user");
            var leaving = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _host.ConnectAsync(token: TestTokens.User(user))));
            await Task.WhenAll(leaving.Select(client => client.SubscribeAsync(topic)));
            await using var coming = await _host.ConnectAsync();
            var closing = leaving.Select(client => client.CloseAsync()).ToList();
            await coming.SubscribeAsync(topic);
            await using var same = await _host.ConnectAsync(token: TestTokens.User(user));
            await Task.WhenAll(closing);

            var sent = await _host.AdministerAsync("/ws/broadcast", new { subscription_filter = topic });
            Assert.Equal(1, sent.Json.GetProperty("recipients").GetInt32());
            await coming.NextAsync("analytics_update");
            Assert.Equal(1, (await _host.AdministerAsync($"/ws/send-to-user/{user}")).Json.GetProperty("recipients").GetInt32());
            await same.NextAsync("analytics_update");
            foreach (var client in leaving)
            {
                await client.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task Publications_ByManyAtOnce_HaveContiguousOffsetsAndTrueRecipientsAtEverySubscriber()
    {
        var topic = PlatformFixture.NewId("t");
        var clients = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _host.ConnectAsync()));
        var acks = await Task.WhenAll(clients.Select(client => client.SubscribeAsync(topic)));
        var sent = await Task.WhenAll(Enumerable.Range(0, 200).Select(number =>
            _host.AdministerAsync("/ws/broadcast", new { data = new { number }, subscription_filter = topic })));
        Assert.All(sent, answer => Assert.Equal(8, answer.Json.GetProperty("recipients").GetInt32()));
        for (var index = 0; index < clients.Length; index++)
        {
            Assert.Equal(0, acks[index].GetProperty("offset").GetInt64());
            var numbers = new List<int>();
            for (var offset = 1; offset <= 200; offset++)
            {
                var frame = await clients[index].NextAsync();
                Assert.Equal((offset, acks[index].Text("epoch")), (frame.GetProperty("offset").GetInt64(), frame.Text("epoch")));
                numbers.Add(frame.Data().GetProperty("number").GetInt32());
            }

            Assert.Equal(Enumerable.Range(0, 200), numbers.Order());
            Assert.Empty(await clients[index].DrainAsync());
            await clients[index].DisposeAsync();
        }
    }

    private async Task PublishAsync(string topic, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            Assert.Equal(200, (await _host.AdministerAsync("/ws/broadcast", new { subscription_filter = topic })).Status);
        }
    }

    private async Task ComeAndGoAsync(string topic, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            await using var client = await _host.ConnectAsync();
            var ack = await client.SubscribeAsync(topic);
            var next = ack.GetProperty("offset").GetInt64() + 1;
            for (var seen = 0; seen < 3; seen++)
            {
                AssertIs(await client.NextAsync(), next++, ack);
            }

            // One that is published now, by whomever, is behind the acknowledgement.
            var mine = await _host.AdministerAsync("/ws/broadcast", new { type = "system_message", subscription_filter = topic });
            Assert.True(mine.Json.GetProperty("recipients").GetInt32() >= 1);
            for (string? type = null; type != "system_message";)
            {
                var frame = await client.NextAsync();
                AssertIs(frame, next++, ack);
                type = frame.Type();
            }

            if (round % 3 == 0)
            {
                await client.CloseAsync();
                continue;
            }

            await client.SendAsync(new { type = "unsubscription", data = new { topic } });
            for (var frame = await client.NextAsync(); frame.Type() != "unsubscription"; frame = await client.NextAsync())
            {
                AssertIs(frame, next++, ack);
            }

            await _host.AdministerAsync("/ws/broadcast", new { subscription_filter = topic });
            Assert.Empty(await client.DrainAsync());
        }
    }

    private static void AssertIs(JsonElement frame, long offset, JsonElement ack) =>
        Assert.Equal((offset, ack.Text("epoch")), (frame.GetProperty("offset").GetInt64(), frame.Text("epoch")));
}
