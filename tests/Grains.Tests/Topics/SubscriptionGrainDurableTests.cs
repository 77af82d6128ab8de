using AndroidZen.Grains.Topics;
using AndroidZen.Storage;
using AndroidZen.TestKit;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Topics;

/// <summary>A topic whose publications are stored before anybody hears of them.</summary>
[Collection(SilosCollection.Name)]
public sealed class SubscriptionGrainDurableTests(SilosFixture fixture) : IDisposable
{
    private static readonly PublicationDraft _draft = new() { Type = "device_action", Data = "{}"u8.ToArray() };
    private readonly TestSilos _silos = fixture.Silos;
    private readonly string _topic = TopicNames.Device(SilosFixture.NewId("durable"));

    private ISubscriptionGrain Topic => _silos.Grains.GetGrain<ISubscriptionGrain>(_topic);

    private GrainId Grain => Topic.GetGrainId();

    [Fact]
    public async Task PublishAsync_NewActivation_GoesOnWithEpochHistoryAndSnapshot()
    {
        var first = (await Topic.PublishAsync(_draft with { Key = "a" })).Position;
        await Topic.PublishAsync(_draft with { Key = "b", Data = """{"n":2}"""u8.ToArray() });
        var before = await ReadAsync(withSnapshot: true);
        await _silos.DeactivateAsync(Topic);

        var after = await ReadAsync(withSnapshot: true);
        Assert.Equal(before.Position, after.Position);
        Assert.Equal(before.Publications.Select(Text), after.Publications.Select(Text));
        Assert.Equal(before.Snapshot!.Select(Text), after.Snapshot!.Select(Text));
        Assert.Equal(first with { Offset = 3 }, (await Topic.PublishAsync(_draft)).Position);

        static string Text(Publication publication) => (publication with { Data = [] }) + Convert.ToHexString(publication.Data);
    }

    [Fact]
    public async Task PublishAsync_RepeatAfterANewActivation_IsAnsweredAsTheFirst()
    {
        await using var gateway = await GatewayListener.StartAsync(_silos.Grains);
        await gateway.SetInterestAsync(_topic, connections: 3);
        var first = await Topic.PublishAsync(_draft with { IdempotencyKey = "k" });
        Assert.Equal(first, await Topic.PublishAsync(_draft with { IdempotencyKey = "k" }));
        await _silos.DeactivateAsync(Topic);
        Assert.Equal(first, await Topic.PublishAsync(_draft with { IdempotencyKey = "k" }));
        Assert.Equal((1, 3), (first.Position.Offset, first.Recipients));
        Assert.Equal(2, (await Topic.PublishAsync(_draft with { IdempotencyKey = "l" })).Position.Offset);
    }

    [Fact]
    public async Task PublishAsync_StorageIsSlow_NobodySeesItBeforeItIsStored()
    {
        await using var gateway = await GatewayListener.StartAsync(_silos.Grains);
        var position = await gateway.SetInterestAsync(_topic);
        var gate = _silos.Storage.Hold(Grain);
        var publish = Topic.PublishAsync(_draft);
        await gate.WhenArrivedAsync();
        Assert.Equal(position, (await ReadAsync()).Position);
        Assert.Equal(position, await gateway.SetInterestAsync(_topic));
        Assert.Empty(await gateway.RestAsync());
        Assert.False(publish.IsCompleted);

        gate.Open();
        var receipt = await publish;
        Assert.Equal(receipt.Position, (await gateway.NextPublicationAsync()).Position);
        Assert.Equal([1], TopicSamples.Offsets((await ReadAsync()).Publications));
    }

    [Fact]
    public async Task PublishAsync_StorageRefuses_TheCallerHearsAndNoOffsetIsUsed()
    {
        await using var gateway = await GatewayListener.StartAsync(_silos.Grains);
        await gateway.SetInterestAsync(_topic);
        await Topic.PublishAsync(_draft);
        _silos.Storage.Refuse(Topic, new IOException("disk full"));
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => Topic.PublishAsync(_draft with { IdempotencyKey = "k" }));
        Assert.Contains("disk full", exception.Message, StringComparison.Ordinal);
        Assert.Equal([1], TopicSamples.Offsets((await ReadAsync()).Publications));

        _silos.Storage.Accept(Topic);
        Assert.Equal(2, (await Topic.PublishAsync(_draft with { IdempotencyKey = "k" })).Position.Offset);
        Assert.Equal([1, 2], (await gateway.RestAsync()).Select(item => item.Publication!.Position.Offset));
    }

    [Fact]
    public async Task PublishAsync_HundredAtOnce_ShareTwoWrites()
    {
        await Topic.PublishAsync(_draft);
        var before = _silos.Storage.WritesOf(Grain);
        var gate = _silos.Storage.Hold(Grain);
        var first = Topic.PublishAsync(_draft);
        await gate.WhenArrivedAsync();
        var others = Enumerable.Range(0, 100).Select(_ => Topic.PublishAsync(_draft)).ToList();
        await WhenPublishingAsync(102);
        gate.Open();

        var offsets = (await Task.WhenAll([first, .. others])).Select(receipt => receipt.Position.Offset);
        Assert.Equal(TopicSamples.Range(2, 102), offsets.Order());
        Assert.Equal(before + 2, _silos.Storage.WritesOf(Grain));
    }

    [Fact]
    public async Task PublishAllAsync_Several_ShareOneWriteInTheirOrder()
    {
        await Topic.PublishAsync(_draft with { IdempotencyKey = "k" });
        var before = _silos.Storage.WritesOf(Grain);
        var receipts = await Topic.PublishAllAsync([_draft with { Key = "a" }, _draft with { IdempotencyKey = "k" }, _draft with { Key = "b" }]);
        Assert.Equal([2, 1, 3], receipts.Select(receipt => receipt.Position.Offset));
        Assert.Equal([null, "a", "b"], (await ReadAsync()).Publications.Select(publication => publication.Key));
        Assert.Equal(before + 1, _silos.Storage.WritesOf(Grain));
    }

    [Fact]
    public async Task PublishAsync_RepeatWhileTheFirstIsStored_IsOnePublication()
    {
        var gate = _silos.Storage.Hold(Grain);
        var first = Topic.PublishAsync(_draft with { IdempotencyKey = "k" });
        await gate.WhenArrivedAsync();
        var repeat = Topic.PublishAsync(_draft with { IdempotencyKey = "k" });
        await WhenPublishingAsync(2);
        gate.Open();
        Assert.Equal(await first, await repeat);
        Assert.Equal(1, (await ReadAsync()).Position.Offset);
    }

    [Fact]
    public async Task PublishAsync_HundredAtOnce_ArriveInOrderWithoutHoles()
    {
        await using var gateway = await GatewayListener.StartAsync(_silos.Grains);
        await gateway.SetInterestAsync(_topic);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Topic.PublishAsync(_draft)));
        for (var offset = 1; offset <= 100; offset++)
        {
            Assert.Equal(offset, (await gateway.NextPublicationAsync($"publication {offset} of 100")).Position.Offset);
        }
    }

    [Fact]
    public async Task PublishAsync_GatewayComesDuringTheWrite_GetsIt()
    {
        await using var gateway = await GatewayListener.StartAsync(_silos.Grains);
        var gate = _silos.Storage.Hold(Grain);
        var publish = Topic.PublishAsync(_draft);
        await gate.WhenArrivedAsync();
        var position = await gateway.SetInterestAsync(_topic);
        gate.Open();
        Assert.Equal(0, (await publish).Recipients);
        Assert.Equal(position with { Offset = 1 }, (await gateway.NextPublicationAsync()).Position);
    }

    /// <summary>An outage of the storage must not end every topic that somebody publishes on: each would have to be read again, which the outage does not let it.</summary>
    [Fact]
    public async Task PublishAsync_StorageRefusesWithoutTrying_TheActivationGoesOn()
    {
        var first = (await Topic.PublishAsync(_draft)).Position;
        Assert.True(_silos.Cluster.TryGetGrainContext(Grain, out var before));
        _silos.Storage.Refuse(Topic, new StorageUnavailableException("away") { WasNotTried = true });
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Topic.PublishAsync(_draft));
        _silos.Storage.Accept(Topic);

        Assert.Equal(first with { Offset = 2 }, (await Topic.PublishAsync(_draft)).Position);
        Assert.True(_silos.Cluster.TryGetGrainContext(Grain, out var after));
        Assert.Same(before, after);
    }

    /// <summary>Cluster membership may be wrong for a moment, and another silo have the topic too: whoever stores first is the one.</summary>
    [Fact]
    public async Task PublishAsync_AnotherActivationHasStored_NeverAcknowledgesAnOffsetTwice()
    {
        var epoch = (await Topic.PublishAsync(_draft)).Position.Epoch;
        var other = new TopicLog(_silos.Storage.For(_silos.Serializer), Grain, 64 * 1024);
        await other.LoadAsync();
        var ended = _silos.Cluster.WaitForDeactivationAsync(Topic);

        // The other activation stores its second publication while this one is about to; fifty more wait behind it.
        var gate = _silos.Storage.Hold(Grain);
        var late = Topic.PublishAsync(_draft with { Key = "late" });
        await gate.WhenArrivedAsync();
        var waiting = Enumerable.Range(0, 50).Select(_ => Topic.PublishAsync(_draft with { Key = "waiting" })).ToList();
        await WhenPublishingAsync(52);
        _silos.Storage.Accept(Topic);
        await other.AppendAsync(epoch, [TopicSamples.Stored(2, key: "other", at: _silos.Clock.GetUtcNow())], 0);
        gate.Open();

        await Assert.ThrowsAsync<StorageUnavailableException>(() => late);
        foreach (var publish in waiting)
        {
            await Assert.ThrowsAsync<StorageUnavailableException>(() => publish);
        }

        await ended.WaitAsync(SocketClient.Patience);
        Assert.Equal(new TopicPosition(epoch, 3), (await Topic.PublishAsync(_draft)).Position);
        Assert.Equal([null, "other", null], (await ReadAsync()).Publications.Select(publication => publication.Key));
    }

    [Fact]
    public async Task PublishAsync_AnswerOfTheStorageIsLost_IsAcknowledgedOnce()
    {
        _silos.Storage.Intercept(Grain, write =>
        {
            write.Store();
            throw new TimeoutException("The answer got lost.");
        });
        Assert.Equal(1, (await Topic.PublishAsync(_draft)).Position.Offset);
        _silos.Storage.Accept(Topic);
        Assert.Equal(2, (await Topic.PublishAsync(_draft)).Position.Offset);
        await _silos.DeactivateAsync(Topic);
        Assert.Equal([1, 2], TopicSamples.Offsets((await ReadAsync()).Publications));
    }

    [Fact]
    public async Task DeactivateAsync_WritesAreUnderWay_AcknowledgesThemFirst()
    {
        await Topic.PublishAsync(_draft);
        var gate = _silos.Storage.Hold(Grain);
        var first = Topic.PublishAsync(_draft);
        await gate.WhenArrivedAsync();
        var second = Topic.PublishAsync(_draft);
        await WhenPublishingAsync(3);
        var deactivation = _silos.DeactivateAsync(Topic);
        gate.Open();
        await deactivation.WaitAsync(SocketClient.Patience);
        Assert.Equal([2, 3], (await Task.WhenAll(first, second)).Select(receipt => receipt.Position.Offset).Order());
        Assert.Equal([1, 2, 3], TopicSamples.Offsets((await ReadAsync()).Publications));
    }

    public void Dispose() => _silos.Storage.Accept(Topic);

    /// <summary>Waits until so many publications have reached the topic, since it was first used.</summary>
    private Task WhenPublishingAsync(int count) => _silos.Calls.WhenCalledAsync(Topic, nameof(ISubscriptionGrain.PublishAsync), count);

    private Task<TopicRead> ReadAsync(bool withSnapshot = false) => Topic.ReadAsync(new TopicReadRequest { WithSnapshot = withSnapshot });
}
