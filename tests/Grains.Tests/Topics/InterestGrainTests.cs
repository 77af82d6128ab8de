using AndroidZen.Storage;
using AndroidZen.TestKit;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Topics;

[Collection(SilosCollection.Name)]
public sealed class InterestGrainTests(SilosFixture fixture) : IDisposable
{
    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(90);
    private static readonly PublicationDraft _draft = new() { Type = "live_metrics", Data = "{}"u8.ToArray() };
    private readonly TestSilos _silos = fixture.Silos;
    private readonly List<string> _topics = [.. Enumerable.Range(0, 5).Select(_ => SilosFixture.NewId("topic"))];
    private readonly string _broken = TopicNames.Device(SilosFixture.NewId("broken"));
    private readonly string _gateway = SilosFixture.NewId("gateway");

    [Fact]
    public async Task StateAsync_ManyTopics_StatesTheInterestInEach()
    {
        var answer = await StateAsync(_topics.Select((topic, n) => new TopicInterest(topic, n, default)));
        Assert.Empty(answer.Failed);
        for (var n = 0; n < _topics.Count; n++)
        {
            Assert.Equal(n, await Topic(_topics[n]).CountConnectionsAsync());
        }

        _silos.Clock.Advance(_lease);
        Assert.Equal(0, await Topic(_topics[4]).CountConnectionsAsync());
    }

    [Fact]
    public async Task StateAsync_DeliveredIsThePosition_HasNotMoved()
    {
        var positions = (await StateAsync(_topics.Select(topic => new TopicInterest(topic, 1, default)))).Moved;
        Assert.Equal(_topics.Order(), positions.Keys.Order());
        var receipt = await Topic(_topics[1]).PublishAsync(_draft);

        var answer = await StateAsync(_topics.Select((topic, n) => new TopicInterest(topic, 1, n == 2 ? new TopicPosition("other", 0) : positions[topic])));
        Assert.Equal(new Dictionary<string, TopicPosition> { [_topics[1]] = receipt.Position, [_topics[2]] = positions[_topics[2]] }, answer.Moved);
        Assert.Empty(answer.Failed);
    }

    [Fact]
    public async Task StateAsync_OneTopicCannotBeTold_KeepsNoOtherFromIt()
    {
        _silos.Storage.RefuseReads(Topic(_broken).GetGrainId(), new StorageUnavailableException("no connection to the storage"));
        var answer = await StateAsync([new(_topics[0], 1, default), new(_broken, 1, default), new(_topics[1], 2, default)]);
        Assert.Equal(_broken, Assert.Single(answer.Failed).Key);
        Assert.Contains("no connection", answer.Failed[_broken], StringComparison.Ordinal);
        Assert.Equal(_topics.Take(2).Order(), answer.Moved.Keys.Order());
        Assert.Equal(2, await Topic(_topics[1]).CountConnectionsAsync());

        _silos.Storage.Accept(Topic(_broken));
        Assert.Empty((await StateAsync([new(_broken, 1, default)])).Failed);
    }

    [Fact]
    public async Task StateAsync_NoTopics_SaysNothing()
    {
        var answer = await StateAsync([]);
        Assert.Empty(answer.Moved);
        Assert.Empty(answer.Failed);
    }

    public void Dispose() => _silos.Storage.Accept(Topic(_broken));

    private ISubscriptionGrain Topic(string name) => _silos.Grains.GetGrain<ISubscriptionGrain>(name);

    private Task<InterestAnswer> StateAsync(IEnumerable<TopicInterest> topics) =>
        _silos.Grains.GetGrain<IInterestGrain>(0).StateAsync(new InterestBatch { Gateway = _gateway, Lease = _lease, Topics = [.. topics] });
}
