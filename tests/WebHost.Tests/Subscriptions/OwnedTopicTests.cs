using AndroidZen.TestKit;
using AndroidZen.Topics;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Subscriptions;
using AndroidZen.WebHost.Tests.Connections;

namespace AndroidZen.WebHost.Tests.Subscriptions;

/// <summary>A topic whose snapshot is its owner's state: asked for each time, exact to its position, and followed by all that came after it.</summary>
public sealed class OwnedTopicTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private readonly FakeSequencer _sequencer = new() { HasOwner = true, AnswersStatements = true };
    private readonly List<FakeClient> _clients = [];
    private readonly TopicReceivers _receivers;

    public OwnedTopicTests()
    {
        _receivers = _sequencer.NewReceivers(clock: _clock);
        _sequencer.State = () => [FakeSequencer.At(_sequencer.Position, "state")];
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Activate_WithSnapshot_GetsTheStateAndWhatComesAfter()
    {
        _sequencer.Publish();
        var client = await SubscribeAsync();
        _receivers.Deliver(_sequencer.Publish());
        Assert.Equal(["ack 1", "state 1", "2"], await FramesAsync(client));
    }

    [Fact]
    public async Task Activate_PublicationsBetweenTheOwnersAnswerAndTheAcknowledgement_FollowTheState()
    {
        await SubscribeAsync();
        _sequencer.State = () =>
        {
            // The owner has answered; before the answer is here, the stream brings two more.
            var state = FakeSequencer.At(_sequencer.Position, "state");
            _sequencer.State = static () => throw new InvalidOperationException("It was asked twice.");
            _receivers.Deliver(_sequencer.Publish("a"));
            _receivers.Deliver(_sequencer.Publish("a"));
            return [state];
        };
        Assert.Equal(["ack 0", "state 0", "a 1", "a 2"], await FramesAsync(await SubscribeAsync()));
    }

    [Fact]
    public async Task Activate_EachTime_TheOwnerIsAskedAnew()
    {
        await SubscribeAsync();
        _receivers.Deliver(_sequencer.Publish("a"));
        _receivers.Deliver(_sequencer.Publish("b"));
        Assert.Equal(["ack 2", "state 2"], await FramesAsync(await SubscribeAsync()));
        Assert.Equal(2, _sequencer.Reads.Count(read => read.WithSnapshot));
    }

    [Fact]
    public async Task Activate_ManyAtOnce_CostAFewReads()
    {
        await SubscribeAsync();
        var answer = new TaskCompletionSource();
        _sequencer.BeforeAnswer = () => answer.Task;
        var coming = Enumerable.Range(0, 50).Select(_ => SubscribeAsync()).ToList();
        answer.SetResult();
        await Task.WhenAll(coming);
        Assert.InRange(_sequencer.Reads.Count, 2, 6); // Whoever comes while one is under way waits for the next.
    }

    [Fact]
    public async Task Activate_Recovered_NeedsNoState()
    {
        await SubscribeAsync();
        _receivers.Deliver(_sequencer.Publish());
        var back = await SubscribeAsync(new SubscriptionRequest(new TopicPosition("epoch", 0), WithSnapshot: true, LatestOnly: false));
        Assert.Equal(["ack 0", "1"], await FramesAsync(back));
        Assert.Equal(1, _sequencer.Reads.Count(read => read.WithSnapshot));
    }

    [Fact]
    public async Task Activate_HistoryDoesNotReachBack_GetsTheState()
    {
        await SubscribeAsync();
        for (var n = 0; n < 9; n++)
        {
            _receivers.Deliver(_sequencer.Publish());
        }

        _sequencer.BeginEpoch("later");
        _sequencer.Publish();
        _receivers.Compare(_sequencer.Position);
        await _receivers.WhenRepairedAsync();
        var back = await SubscribeAsync(new SubscriptionRequest(new TopicPosition("epoch", 3), WithSnapshot: false, LatestOnly: false));
        Assert.Equal(["ack 1", "state 1"], await FramesAsync(back));
    }

    [Fact]
    public async Task Compare_TopicBeganAnew_WhoAskedForTheStateGetsItAgain()
    {
        var page = await SubscribeAsync();
        var recorder = await SubscribeAsync(default(SubscriptionRequest));
        _receivers.Deliver(_sequencer.Publish());
        _sequencer.BeginEpoch("later");
        _sequencer.Publish();
        _receivers.Compare(_sequencer.Position);
        await _receivers.WhenRepairedAsync();
        _receivers.Deliver(_sequencer.Publish());
        Assert.Equal(["ack 0", "state 0", "1", "ack 1", "state 1", "2"], await FramesAsync(page));
        Assert.Equal(["ack 0", "1", "ack 0", "1", "2"], await FramesAsync(recorder));
    }

    [Fact]
    public async Task Compare_TopicBeganAnewAndItsOwnerIsNotThereYet_AsksUntilItIs()
    {
        var page = await SubscribeAsync();
        var failures = 3;
        _sequencer.State = () => failures-- > 0 ? throw new TimeoutException("The owner moves.") : [FakeSequencer.At(_sequencer.Position, "state")];
        _sequencer.BeginEpoch("later");
        _receivers.Compare(_sequencer.Position);
        var repaired = _receivers.WhenRepairedAsync();
        await Eventually.HoldsAsync("the page has the state", () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
            return Task.FromResult(repaired.IsCompleted);
        });
        _receivers.Deliver(_sequencer.Publish());
        Assert.Equal(["ack 0", "state 0", "ack 0", "state 0", "1"], await FramesAsync(page));
        Assert.Equal(3, _sequencer.FailedReads);
    }

    [Fact]
    public async Task Compare_TopicBeganAnewAndTheClientSubscribesAgainMeanwhile_GetsItOnce()
    {
        var page = await SubscribeAsync();
        var (isAsked, mayAnswer) = (new TaskCompletionSource(), new TaskCompletionSource());
        _sequencer.State = () => [FakeSequencer.At(_sequencer.Position, "state")];
        _sequencer.BeforeAnswer = () =>
        {
            if (!_sequencer.Reads.Last().WithSnapshot)
            {
                return Task.CompletedTask;
            }

            isAsked.TrySetResult();
            return mayAnswer.Task;
        };
        _sequencer.BeginEpoch("later");
        _receivers.Compare(_sequencer.Position);
        await isAsked.Task.WaitAsync(SocketClient.Patience);
        var again = SubscribeAsync(page, new SubscriptionRequest(null, WithSnapshot: true, LatestOnly: false));
        mayAnswer.SetResult();
        await again;
        await _receivers.WhenRepairedAsync();
        _receivers.Deliver(_sequencer.Publish());
        Assert.Equal(["ack 0", "state 0", "ack 0", "state 0", "1"], await FramesAsync(page));
    }

    private static async Task<IEnumerable<string>> FramesAsync(FakeClient client) =>
        (await client.ReceivedAsync()).Select(frame => frame.Type() == "subscription"
            ? $"ack {frame.Data().GetProperty("offset")}"
            : $"{(frame.Has("key") ? frame.Text("key") + " " : "")}{frame.GetProperty("offset")}").ToList();

    private async Task<FakeClient> SubscribeAsync(SubscriptionRequest? request = null)
    {
        var client = new FakeClient(_clock);
        _clients.Add(client);
        await SubscribeAsync(client, request ?? new SubscriptionRequest(null, WithSnapshot: true, LatestOnly: false));
        return client;
    }

    private async Task SubscribeAsync(FakeClient client, SubscriptionRequest request)
    {
        Assert.True(_receivers.TryReserve(client.Connection));
        await _receivers.StateInterestAsync();
        await _receivers.ActivateAsync(client.Connection, request, answer =>
            client.Connection.Enqueue(FrameEncoder.Subscribed(FakeSequencer.Topic, answer, _clock.GetUtcNow(), default)));
    }
}
