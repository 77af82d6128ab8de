using System.Globalization;
using System.Text.Json;
using AndroidZen.Grains.Topics;
using AndroidZen.TestKit;
using AndroidZen.Topics;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Subscriptions;

namespace AndroidZen.WebHost.Tests.Subscriptions;

/// <summary>What can happen to a topic and its clients.</summary>
internal enum Happening
{
    Publish,
    PublishAndLoseOnTheWay,
    PublishAndBringTwice,
    PublishAndBringLater,
    BringWhatIsLate,
    BringSomethingOldAgain,
    SequencerDies,
    HeartbeatComparesTops,
    SequencerAnswersSlowly,
    SequencerAnswersAgain,
    ClientComesOrLeaves,
    ClientReads,
}

/// <summary>
/// A topic's real sequencer, ledger and receivers, with a stream in between that loses, repeats and delays, and clients that come, leave and come back with what they have. Whatever happens, each
/// client is given each publication once and in order, or is told what it is not given.
/// </summary>
internal sealed class TopicSchedule : ITopicSequencer, IAsyncDisposable
{
    /// <summary>A history of more publications than that never gives one up.</summary>
    public const int MaxHappenings = 80;

    private const int Clients = 3;

    private readonly Lock _turn = new(); // A grain does one thing at a time; repairs ask from threads of their own.
    private readonly TestClock _clock = new();
    private readonly Random _random;
    private readonly TopicPolicy _policy;
    private readonly List<Publication> _published = [];
    private readonly Queue<Publication> _late = new();
    private readonly TopicReceivers _receivers;
    private readonly ScheduledClient?[] _clients = new ScheduledClient?[Clients];
    private readonly TopicPosition?[] _positions = new TopicPosition?[Clients];
    private TaskCompletionSource _answers = Answering();
    private TopicSequence _sequence = null!;
    private int _lives;
    private long _version;

    public TopicSchedule(int seed, bool isDurable, int historyCount, bool hasOwner)
    {
        HasOwner = hasOwner;
        _random = new Random(seed);
        _policy = new TopicPolicy(null, null, isDurable, MayConflate: true, historyCount, HistoryBytes: 1024 * 1024, TimeSpan.FromHours(1), SnapshotKeys: 3);
        Begin();
        _receivers = new TopicReceivers("t", this, _policy, _clock);
    }

    /// <summary>Whether the snapshot is taken for its owner's state.</summary>
    public bool HasOwner { get; }

    private TopicPosition Top
    {
        get
        {
            lock (_turn)
            {
                return _sequence.Position;
            }
        }
    }

    /// <summary>Lets everything happen, then brings the topic to rest, and checks that every client has all that it must have.</summary>
    public async Task RunAsync(IEnumerable<Happening> happenings)
    {
        foreach (var happening in happenings)
        {
            await HappenAsync(happening);
        }

        _answers.TrySetResult();
        await BringToRestAsync();
        foreach (var client in _clients.OfType<ScheduledClient>())
        {
            await client.Subscribing;
            await client.ReadAsync();
            Assert.Equal(Top, client.Position);
        }
    }

    public long NextVersion() => ++_version;

    public async Task<TopicPosition> StateInterestAsync(TopicInterest interest)
    {
        var position = Top;
        await _answers.Task;
        return position;
    }

    public async Task<TopicRead> ReadAsync(TopicReadRequest request)
    {
        TopicRead read;
        lock (_turn)
        {
            read = _sequence.Read(request, _clock.GetUtcNow());
        }

        await _answers.Task;
        return read;
    }

    public void RepairBegan()
    {
    }

    public void RepairFailed(Exception exception) => Assert.Fail(exception.ToString());

    public void Restarted(TopicPosition position, long lost)
    {
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.OfType<ScheduledClient>())
        {
            await client.DisposeAsync();
        }
    }

    private static TaskCompletionSource Answering()
    {
        var answering = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        answering.SetResult();
        return answering;
    }

    private async Task HappenAsync(Happening happening)
    {
        switch (happening)
        {
            case Happening.Publish:
                _receivers.Deliver(Publish());
                break;
            case Happening.PublishAndLoseOnTheWay:
                Publish();
                break;
            case Happening.PublishAndBringTwice:
                var twice = Publish();
                _receivers.Deliver(twice);
                _receivers.Deliver(twice);
                break;
            case Happening.PublishAndBringLater:
                _late.Enqueue(Publish());
                break;
            case Happening.BringWhatIsLate when _late.TryDequeue(out var late):
                _receivers.Deliver(late);
                break;
            case Happening.BringSomethingOldAgain when _published.Count > 0:
                _receivers.Deliver(_published[_random.Next(_published.Count)]);
                break;
            case Happening.SequencerDies when !_policy.IsDurable || Top.Offset == 0:
                Begin();
                break;
            case Happening.HeartbeatComparesTops:
                _receivers.Compare(Top);
                break;
            case Happening.SequencerAnswersSlowly when _answers.Task.IsCompleted:
                _answers = new(TaskCreationOptions.RunContinuationsAsynchronously);
                break;
            case Happening.SequencerAnswersAgain:
                _answers.TrySetResult();
                break;
            case Happening.ClientComesOrLeaves:
                await ComeOrLeaveAsync(_random.Next(Clients));
                break;
            case Happening.ClientReads when _clients[_random.Next(Clients)] is { } client:
                await client.ReadAsync();
                break;
        }
    }

    private void Begin()
    {
        lock (_turn)
        {
            _sequence = new TopicSequence("t", $"life-{++_lives}", _policy, new TopicOptions { MaxReadBytes = 400 });
        }
    }

    private Publication Publish()
    {
        var number = _published.Count.ToString(CultureInfo.InvariantCulture);
        var draft = new PublicationDraft { Type = "live_metrics", Data = JsonSerializer.SerializeToUtf8Bytes(new { number }), Key = _random.Next(3) == 0 ? number[^1..] : null };
        lock (_turn)
        {
            var publication = _sequence.Number(draft, _clock.GetUtcNow());
            _sequence.Add(publication, null, 0, _clock.GetUtcNow());
            _published.Add(publication);
            return publication;
        }
    }

    private async Task ComeOrLeaveAsync(int number)
    {
        if (_clients[number] is { } leaving)
        {
            if (leaving.Subscribing.IsCompleted)
            {
                await leaving.ReadAsync();
            }

            _positions[number] = leaving.Position ?? _positions[number];
            _receivers.Release(leaving.Fake.Connection);
            await leaving.DisposeAsync();
            _clients[number] = null;
            return;
        }

        var client = new ScheduledClient(_clock, _positions[number], mustGetAll: _policy.IsDurable && _policy.HistoryCount > MaxHappenings);
        _clients[number] = client;
        Assert.True(_receivers.TryReserve(client.Fake.Connection));
        client.Subscribing = SubscribeAsync(client, new SubscriptionRequest(_positions[number], WithSnapshot: _random.Next(2) == 0, LatestOnly: false, History: _random.Next(3) == 0 ? _random.Next(1, 12) : null));
    }

    private async Task SubscribeAsync(ScheduledClient client, SubscriptionRequest request)
    {
        await _receivers.StateInterestAsync();
        await _receivers.ActivateAsync(
            client.Fake.Connection, request, answer => client.Fake.Connection.Enqueue(FrameEncoder.Subscribed("t", answer, _clock.GetUtcNow(), default)));
    }

    /// <summary>As heartbeats do: until nothing is missing.</summary>
    private async Task BringToRestAsync()
    {
        foreach (var client in _clients.OfType<ScheduledClient>())
        {
            await client.Subscribing.WaitAsync(SocketClient.Patience);
        }

        while (_receivers.Places > 0 && _receivers.Position != Top)
        {
            _receivers.Compare(Top);
            await _receivers.WhenRepairedAsync().WaitAsync(SocketClient.Patience);
        }

        await _receivers.WhenRepairedAsync().WaitAsync(SocketClient.Patience);
    }
}
