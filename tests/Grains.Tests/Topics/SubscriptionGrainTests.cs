using AndroidZen.TestKit;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Topics;

[Collection(SilosCollection.Name)]
public class SubscriptionGrainTests(SilosFixture fixture)
{
    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(90);
    private static readonly PublicationDraft _draft = new() { Type = "live_metrics", Data = "{}"u8.ToArray() };
    private readonly TestSilos _silos = fixture.Silos;
    private readonly string _topic = SilosFixture.NewId("topic");

    private ISubscriptionGrain Topic => _silos.Grains.GetGrain<ISubscriptionGrain>(_topic);

    [Fact]
    public async Task PublishAsync_Repeated_NumbersFromOneWithoutHoles()
    {
        var first = await Topic.PublishAsync(_draft);
        for (var offset = 2; offset <= 50; offset++)
        {
            var receipt = await Topic.PublishAsync(_draft);
            Assert.Equal(first.Position with { Offset = offset }, receipt.Position);
        }

        Assert.Equal(1, first.Position.Offset);
    }

    [Fact]
    public async Task PublishAsync_NewActivation_BeginsANewEpoch()
    {
        var before = (await Topic.PublishAsync(_draft)).Position;
        await _silos.DeactivateAsync(Topic);
        var after = (await Topic.PublishAsync(_draft)).Position;
        Assert.NotEqual(before.Epoch, after.Epoch);
        Assert.Equal(1, after.Offset);
    }

    [Fact]
    public async Task SetInterestAsync_Position_EverythingLaterArrives()
    {
        await Topic.PublishAsync(_draft);
        await using var gateway = await GatewayListener.StartAsync(_silos.Grains);
        var position = await gateway.SetInterestAsync(_topic);
        var receipt = await Topic.PublishAsync(_draft with { Key = "k" });

        var publication = await gateway.NextPublicationAsync();
        Assert.Equal(position with { Offset = position.Offset + 1 }, publication.Position);
        Assert.Equal(receipt.Position, publication.Position);
        Assert.Equal((_topic, "live_metrics", "k", _silos.Clock.GetUtcNow()), (publication.Topic, publication.Type, publication.Key, publication.Timestamp));
        Assert.Equal(_draft.Data, publication.Data);
    }

    [Fact]
    public async Task PublishAsync_ManyConnections_SendsOneEventPerGateway()
    {
        await using var one = await GatewayListener.StartAsync(_silos.Grains);
        await using var two = await GatewayListener.StartAsync(_silos.Grains);
        await one.SetInterestAsync(_topic, connections: 1000);
        await two.SetInterestAsync(_topic, connections: 3);

        Assert.Equal(1003, (await Topic.PublishAsync(_draft)).Recipients);
        Assert.Equal(1003, await Topic.CountConnectionsAsync());
        Assert.Single(await one.RestAsync());
        Assert.Single(await two.RestAsync());
    }

    [Fact]
    public async Task SetInterestAsync_NoConnections_EndsTheInterest()
    {
        await using var gateway = await GatewayListener.StartAsync(_silos.Grains);
        await gateway.SetInterestAsync(_topic, connections: 2);
        await gateway.SetInterestAsync(_topic, connections: 0);
        Assert.Equal(0, (await Topic.PublishAsync(_draft)).Recipients);
        Assert.Empty(await gateway.RestAsync());
    }

    [Fact]
    public async Task CountConnectionsAsync_LeaseNotRenewed_ForgetsTheGatewayExactlyAtItsEnd()
    {
        await using var gateway = await GatewayListener.StartAsync(_silos.Grains);
        await gateway.SetInterestAsync(_topic, 2, _lease);
        _silos.Clock.Advance(_lease - TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, await Topic.CountConnectionsAsync());
        Assert.Equal(2, (await Topic.PublishAsync(_draft)).Recipients);

        _silos.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, await Topic.CountConnectionsAsync());
        Assert.Equal(0, (await Topic.PublishAsync(_draft)).Recipients);
        Assert.Single(await gateway.RestAsync());
    }

    [Fact]
    public async Task PublishAsync_ThousandAtOnceOnTwoTopics_EachTopicArrivesInOrder()
    {
        await using var gateway = await GatewayListener.StartAsync(_silos.Grains);
        string[] topics = [_topic, SilosFixture.NewId("topic")];
        foreach (var topic in topics)
        {
            await gateway.SetInterestAsync(topic);
        }

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(n => _silos.Grains.GetGrain<ISubscriptionGrain>(topics[n % 2]).PublishAsync(_draft)));

        var offsets = topics.ToDictionary(topic => topic, _ => 0L);
        for (var n = 0; n < 1000; n++)
        {
            var publication = await gateway.NextPublicationAsync($"publication {n + 1} of 1000");
            Assert.Equal(++offsets[publication.Topic], publication.Position.Offset);
        }

        Assert.All(offsets.Values, offset => Assert.Equal(500, offset));
    }

    [Fact]
    public async Task PublishAsync_Repeat_IsAnsweredAsTheFirstAndPublishesNothing()
    {
        await using var gateway = await GatewayListener.StartAsync(_silos.Grains);
        await gateway.SetInterestAsync(_topic, connections: 4);
        var first = await Topic.PublishAsync(_draft with { IdempotencyKey = "k" });
        await gateway.SetInterestAsync(_topic, connections: 9);
        Assert.Equal(first, await Topic.PublishAsync(_draft with { IdempotencyKey = "k", Data = """{"other":1}"""u8.ToArray() }));
        Assert.Equal(2, (await Topic.PublishAsync(_draft with { IdempotencyKey = "l" })).Position.Offset);
        Assert.Equal(2, (await gateway.RestAsync()).Count);

        _silos.Clock.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromTicks(1));
        Assert.Equal(3, (await Topic.PublishAsync(_draft with { IdempotencyKey = "k" })).Position.Offset);
    }

    [Fact]
    public async Task ReadAsync_AnyPosition_GivesWhatCameAfter()
    {
        for (var n = 0; n < 5; n++)
        {
            await Topic.PublishAsync(_draft with { Key = $"k{n % 2}" });
        }

        var all = await Topic.ReadAsync(new TopicReadRequest());
        Assert.Equal((5, 0), (all.Position.Offset, all.After));
        Assert.Equal([1, 2, 3, 4, 5], TopicSamples.Offsets(all.Publications));
        Assert.Null(all.Snapshot);

        var rest = await Topic.ReadAsync(new TopicReadRequest { Since = all.Position with { Offset = 3 }, WithSnapshot = true, WithOlder = true });
        Assert.Equal([1, 2, 3, 4, 5], TopicSamples.Offsets(rest.Publications)); // There is room, so other readers are served too.
        Assert.Equal([4, 5], TopicSamples.Offsets(rest.Snapshot!));

        var ofAnotherLife = await Topic.ReadAsync(new TopicReadRequest { Since = new TopicPosition("other", 4) });
        Assert.Equal((0, 5), (ofAnotherLife.After, ofAnotherLife.Publications.Count));
    }

    [Fact]
    public async Task ReadAsync_OlderThanTheHistory_TellsThePositionAlone()
    {
        var receipt = await Topic.PublishAsync(_draft with { Key = "k" });
        _silos.Clock.Advance(TimeSpan.FromMinutes(11));
        var read = await Topic.ReadAsync(new TopicReadRequest { WithSnapshot = true });
        Assert.Equal((receipt.Position, 1), (read.Position, read.After));
        Assert.Empty(read.Publications);
        Assert.Single(read.Snapshot!);
    }

    [Fact]
    public async Task ReadAsync_MoreThanOneAnswerMayHave_GivesPages()
    {
        for (var n = 0; n < 20; n++)
        {
            await Topic.PublishAsync(_draft with { Data = new byte[100 * 1024] });
        }

        var first = await Topic.ReadAsync(new TopicReadRequest());
        Assert.Equal(TopicSamples.Range(1, 10), TopicSamples.Offsets(first.Publications));
        var second = await Topic.ReadAsync(new TopicReadRequest { Since = first.Publications[^1].Position });
        Assert.Equal(TopicSamples.Range(11, 20), TopicSamples.Offsets(second.Publications));
        Assert.Equal(second.Position, second.Publications[^1].Position);
    }

    [Fact]
    public async Task DescribeAsync_Published_TellsPositionRateAndWhatIsKept()
    {
        var receipt = await Topic.PublishAsync(_draft);
        _silos.Clock.Advance(TimeSpan.FromMinutes(8));
        for (var n = 0; n < 3; n++)
        {
            receipt = await Topic.PublishAsync(_draft);
        }

        Assert.Equal(new TopicDescription { Position = receipt.Position, Kept = 4, PublicationsPerSecond = 0.05 }, await Topic.DescribeAsync());
        _silos.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(new TopicDescription { Position = receipt.Position, Kept = 3, PublicationsPerSecond = 0 }, await Topic.DescribeAsync());
    }

    [Fact]
    public async Task PublishAsync_VolatileTopic_StoresNothing()
    {
        await Topic.PublishAsync(_draft with { IdempotencyKey = "k" });
        Assert.Equal(0, _silos.Storage.WritesOf(Topic));
    }
}
