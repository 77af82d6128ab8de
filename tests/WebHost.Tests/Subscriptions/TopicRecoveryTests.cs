using System.Text.Json;
using AndroidZen.TestKit;
using AndroidZen.Topics;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Subscriptions;
using AndroidZen.WebHost.Tests.Connections;

namespace AndroidZen.WebHost.Tests.Subscriptions;

/// <summary>What a gateway reads from a topic's sequencer: what the stream has lost, and what clients missed who come back.</summary>
public sealed class TopicRecoveryTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private readonly FakeSequencer _sequencer = new() { AnswersStatements = true };
    private readonly List<FakeClient> _clients = [];
    private TopicReceivers _receivers;

    public TopicRecoveryTests() => _receivers = _sequencer.NewReceivers(clock: _clock);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Deliver_AfterAHole_ReadsWhatIsMissingFirst()
    {
        var client = await SubscribeAsync();
        _sequencer.Publish();
        _sequencer.Publish();
        _receivers.Deliver(_sequencer.Publish());
        await _receivers.WhenRepairedAsync();

        Assert.Equal([1L, 2, 3], await OffsetsAsync(client));
        Assert.Equal(new TopicReadRequest { Since = new TopicPosition("epoch", 0) }, Assert.Single(_sequencer.Reads));
    }

    [Fact]
    public async Task Deliver_TopicWithoutAnOwnerBeganAnew_WhoAskedForTheSnapshotGetsAllOfTheNewEpoch()
    {
        var client = await SubscribeAsync(new SubscriptionRequest(null, WithSnapshot: true, LatestOnly: false));
        _receivers.Deliver(_sequencer.Publish());
        _sequencer.BeginEpoch("later");
        _sequencer.Publish();
        _receivers.Deliver(_sequencer.Publish());
        await _receivers.WhenRepairedAsync();
        Assert.Equal([1L, 1, 2], await OffsetsAsync(client));
    }

    [Fact]
    public async Task Compare_LastOneLost_IsRead()
    {
        var client = await SubscribeAsync();
        _sequencer.Publish();
        _receivers.Compare(_sequencer.Position);
        await _receivers.WhenRepairedAsync();
        Assert.Equal([1L], await OffsetsAsync(client));

        _receivers.Compare(_sequencer.Position);
        Assert.Single(_sequencer.Reads);
    }

    [Fact]
    public async Task Deliver_SequencerDoesNotAnswer_AsksAgainUntilItDoes()
    {
        var client = await SubscribeAsync();
        _sequencer.BeforeAnswer = () => Task.FromException(new TimeoutException("a silo has died"));
        _sequencer.Publish();
        _receivers.Deliver(_sequencer.Publish());
        foreach (var delay in new[] { 100, 200, 400, 800, 1600, 2000, 2000 })
        {
            await _clock.PassAsync(TimeSpan.FromMilliseconds(delay));
        }

        await _clock.WhenArmedAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(8, _sequencer.FailedReads);
        _sequencer.BeforeAnswer = () => Task.CompletedTask;
        _clock.Advance(TimeSpan.FromSeconds(2));
        await _receivers.WhenRepairedAsync();
        Assert.Equal([1L, 2], await OffsetsAsync(client));
    }

    [Fact]
    public async Task Deliver_HistoryTooShort_ReceiversAreToldHowManyAreGone()
    {
        var client = await SubscribeAsync();
        for (var n = 0; n < 9; n++)
        {
            _sequencer.Publish();
        }

        _sequencer.Forget(kept: 2);
        _receivers.Compare(_sequencer.Position);
        await _receivers.WhenRepairedAsync();

        var frames = await client.ReceivedAsync();
        var told = frames[0].GetProperty("data");
        Assert.Equal(("subscribed", "epoch", 7), (told.GetProperty("status").GetString(), told.GetProperty("epoch").GetString(), told.GetProperty("offset").GetInt32()));
        Assert.Equal((false, 7), (told.GetProperty("recovered").GetBoolean(), told.GetProperty("missed").GetInt32()));
        Assert.False(frames[0].Has("id"));
        Assert.Equal([8L, 9], frames.Skip(1).Select(frame => frame.GetProperty("offset").GetInt64()));
        Assert.Equal([(new TopicPosition("epoch", 7), 7L)], _sequencer.Restarts);
    }

    [Fact]
    public async Task Deliver_NewEpoch_ReceiversAreToldAndGetItFromItsBeginning()
    {
        var client = await SubscribeAsync();
        _receivers.Deliver(_sequencer.Publish());
        _sequencer.BeginEpoch("next");
        _sequencer.Publish();
        _receivers.Deliver(_sequencer.Publish());
        await _receivers.WhenRepairedAsync();

        var frames = await client.ReceivedAsync();
        Assert.Equal(["live_metrics", "subscription", "live_metrics", "live_metrics"], frames.Select(frame => frame.Type()));
        Assert.Equal(("next", 0), (frames[1].GetProperty("data").GetProperty("epoch").GetString(), frames[1].GetProperty("data").GetProperty("offset").GetInt32()));
        Assert.False(frames[1].GetProperty("data").Has("missed"));
        Assert.Equal([1L, 2], frames.Skip(2).Select(frame => frame.GetProperty("offset").GetInt64()));
    }

    [Fact]
    public async Task NewEpoch_OfADurableTopicThatNothingHadBeenPublishedOn_LosesNothing()
    {
        _receivers = _sequencer.NewReceivers(FakeSequencer.Policy with { IsDurable = true }, _clock);
        var stays = await SubscribeAsync();
        _sequencer.BeginEpoch("next");
        _sequencer.Publish();
        _receivers.Deliver(_sequencer.Publish());
        await _receivers.WhenRepairedAsync();
        var comesBack = await RecoverAsync(new TopicPosition("epoch", 0));

        foreach (var client in new[] { stays, comesBack })
        {
            var frames = await client.ReceivedAsync();
            var told = frames[0].GetProperty("data");
            Assert.Equal(("next", 0), (told.GetProperty("epoch").GetString(), told.GetProperty("offset").GetInt32()));
            Assert.Equal((false, 0), (told.GetProperty("recovered").GetBoolean(), told.GetProperty("missed").GetInt32()));
            Assert.Equal([1L, 2], frames.Skip(1).Select(frame => frame.GetProperty("offset").GetInt64()));
        }
    }

    [Fact]
    public async Task Activate_ThousandsComeBackAtOnce_CostAReadAndOneForThoseWhoCameMeanwhile()
    {
        for (var n = 0; n < 50; n++)
        {
            _sequencer.Publish();
        }

        await SubscribeAsync();
        var answer = new TaskCompletionSource();
        _sequencer.BeforeAnswer = () => answer.Task;
        var recovering = Enumerable.Range(0, 2000).Select(n => RecoverAsync(new TopicPosition("epoch", n % 50))).ToList();
        answer.SetResult();
        await Task.WhenAll(recovering);
        Assert.InRange(_sequencer.Reads.Count, 1, 2);

        // Those who come later cost none, as long as publications flow.
        _receivers.Deliver(_sequencer.Publish());
        var late = await RecoverAsync(new TopicPosition("epoch", 3));
        Assert.Equal(Enumerable.Range(4, 48).Select(offset => (long)offset), await OffsetsAsync(late));
        Assert.InRange(_sequencer.Reads.Count, 1, 2);
    }

    [Fact]
    public async Task Activate_ThousandsOfAnEpochThatIsOver_CostNoReadEach()
    {
        await SubscribeAsync();
        for (var n = 0; n < 100; n++)
        {
            await RecoverAsync(new TopicPosition("over", 7));
        }

        Assert.Single(_sequencer.Reads);
    }

    [Fact]
    public async Task ForgetReplay_Unused_IsReadAgainByTheNextOne()
    {
        await SubscribeAsync();
        await RecoverAsync(new TopicPosition("epoch", 0));
        _receivers.ForgetReplay(unusedSince: _clock.GetUtcNow());
        await RecoverAsync(new TopicPosition("epoch", 0));
        Assert.Single(_sequencer.Reads);

        _receivers.ForgetReplay(unusedSince: _clock.GetUtcNow() + TimeSpan.FromTicks(1));
        await RecoverAsync(new TopicPosition("epoch", 0));
        Assert.Equal(2, _sequencer.Reads.Count);
    }

    [Fact]
    public async Task Activate_HistoryInManyPages_IsReadToItsEnd()
    {
        _sequencer.PageSize = 7;
        for (var n = 0; n < 50; n++)
        {
            _sequencer.Publish();
        }

        await SubscribeAsync();
        Assert.Equal(Enumerable.Range(1, 50).Select(offset => (long)offset), await OffsetsAsync(await RecoverAsync(new TopicPosition("epoch", 0))));
    }

    [Theory]
    [InlineData(2, 2, new long[] { 3, 4, 5 })]
    [InlineData(100, 4, new long[] { 1, 2, 3, 4, 5 })]
    public async Task Activate_WithHistory_BeginsSoManyBackAndGoesOn(int asked, int history, long[] offsets)
    {
        Publish(4);
        var client = await SubscribeAsync(new SubscriptionRequest(null, WithSnapshot: true, LatestOnly: false, asked));
        _receivers.Deliver(_sequencer.Publish());

        var frames = await client.ReceivedAsync();
        var answer = frames.Single(frame => frame.Type() == "subscription").GetProperty("data");
        Assert.Equal((offsets[0] - 1, history), (answer.GetProperty("offset").GetInt64(), answer.GetProperty("history").GetInt32()));
        Assert.False(answer.TryGetProperty("recovered", out _) || answer.TryGetProperty("snapshot", out _));
        Assert.Equal(offsets, Offsets(frames));
    }

    [Fact]
    public async Task Activate_WithMoreHistoryThanIsKept_BeginsWhereItIsKept()
    {
        Publish(6);
        _sequencer.Forget(kept: 2);
        var client = await SubscribeAsync(new SubscriptionRequest(null, WithSnapshot: false, LatestOnly: false, History: 5));

        var frames = await client.ReceivedAsync();
        var answer = frames.Single(frame => frame.Type() == "subscription").GetProperty("data");
        Assert.Equal((4, 2), (answer.GetProperty("offset").GetInt32(), answer.GetProperty("history").GetInt32()));
        Assert.Equal([5L, 6], Offsets(frames));
    }

    [Fact]
    public async Task Activate_WithHistoryAndAPosition_RecoversFromThePosition()
    {
        Publish(4);
        var client = await SubscribeAsync(new SubscriptionRequest(new TopicPosition("epoch", 3), WithSnapshot: false, LatestOnly: false, History: 2));

        var frames = await client.ReceivedAsync();
        var answer = frames.Single(frame => frame.Type() == "subscription").GetProperty("data");
        Assert.True(answer.GetProperty("recovered").GetBoolean());
        Assert.False(answer.TryGetProperty("history", out _));
        Assert.Equal([4L], Offsets(frames));
    }

    private void Publish(int count)
    {
        for (var n = 0; n < count; n++)
        {
            _sequencer.Publish();
        }
    }

    private static async Task<IEnumerable<long>> OffsetsAsync(FakeClient client) =>
        Offsets(await client.ReceivedAsync());

    private static List<long> Offsets(IEnumerable<JsonElement> frames) =>
        [.. frames.Where(frame => frame.Type() == "live_metrics").Select(frame => frame.GetProperty("offset").GetInt64())];

    private async Task<FakeClient> SubscribeAsync(SubscriptionRequest request = default)
    {
        var client = new FakeClient(_clock);
        _clients.Add(client);
        Assert.True(_receivers.TryReserve(client.Connection));
        await _receivers.StateInterestAsync();
        await _receivers.ActivateAsync(client.Connection, request, answer =>
        {
            if (request.NeedsReplay)
            {
                client.Connection.Enqueue(FrameEncoder.Subscribed(FakeSequencer.Topic, answer, _clock.GetUtcNow(), default));
            }
        });
        return client;
    }

    /// <summary>Comes back. The topic is known to the cluster already.</summary>
    private async Task<FakeClient> RecoverAsync(TopicPosition since)
    {
        var client = new FakeClient(_clock);
        _clients.Add(client);
        Assert.True(_receivers.TryReserve(client.Connection));
        await _receivers.ActivateAsync(client.Connection, new SubscriptionRequest(since, WithSnapshot: false, LatestOnly: false), answer =>
            client.Connection.Enqueue(FrameEncoder.Subscribed(FakeSequencer.Topic, answer, _clock.GetUtcNow(), default)));
        return client;
    }
}
