using System.Collections.Concurrent;
using System.Collections.Immutable;
using AndroidZen.TestKit;
using AndroidZen.Topics;
using AndroidZen.WebHost.Subscriptions;

namespace AndroidZen.WebHost.Tests.Subscriptions;

/// <summary>A topic whose sequencer the test plays: it keeps what is published, and answers reads; statements of interest are answered by the test, or at once.</summary>
internal sealed class FakeSequencer : ITopicSequencer
{
    public const string Topic = "t";

    /// <summary>A volatile topic's policy, unless a test has another one.</summary>
    public static readonly TopicPolicy Policy = new(null, null, IsDurable: false, MayConflate: true, HistoryCount: 1000, HistoryBytes: 1024 * 1024, TimeSpan.FromMinutes(10), SnapshotKeys: 10);

    private readonly List<Publication> _history = [];
    private long _version;

    /// <summary>Whether the snapshot is what <see cref="State"/> says.</summary>
    public bool HasOwner { get; init; }

    /// <summary>Whether statements of interest are answered at once, with the position.</summary>
    public bool AnswersStatements { get; init; }

    /// <summary>The owner's state: what it says when it is asked.</summary>
    public Func<IReadOnlyList<Publication>> State { get; set; } = static () => [];

    /// <summary>The statements of interest that the test answers, in their order.</summary>
    public ImmutableList<(int Places, TaskCompletionSource<TopicPosition> Answer)> Statements { get; private set; } = [];

    /// <summary>The reads, in their order.</summary>
    public ConcurrentQueue<TopicReadRequest> Reads { get; } = new();

    /// <summary>What receivers have been told of.</summary>
    public List<(TopicPosition Position, long Lost)> Restarts { get; } = [];

    /// <summary>How many reads for a repair have failed.</summary>
    public int FailedReads { get; private set; }

    /// <summary>The topic's position.</summary>
    public TopicPosition Position { get; private set; } = new("epoch", 0);

    /// <summary>The most publications in an answer.</summary>
    public int PageSize { get; set; } = int.MaxValue;

    /// <summary>Called before a read is answered: to let something happen meanwhile, or to fail.</summary>
    public Func<Task> BeforeAnswer { get; set; } = static () => Task.CompletedTask;

    public static Publication At(TopicPosition position, string? key = null) => new()
    {
        Topic = Topic,
        Position = position,
        Type = "live_metrics",
        Timestamp = DateTimeOffset.UnixEpoch,
        Data = "{}"u8.ToArray(),
        Key = key,
    };

    public TopicReceivers NewReceivers(TopicPolicy? policy = null, TimeProvider? clock = null) => new(Topic, this, policy ?? Policy, clock ?? new TestClock());

    /// <summary>The next publication; it is kept, and goes nowhere by itself.</summary>
    public Publication Publish(string? key = null)
    {
        Position = Position with { Offset = Position.Offset + 1 };
        var publication = At(Position, key);
        _history.Add(publication);
        return publication;
    }

    /// <summary>The topic begins anew.</summary>
    public void BeginEpoch(string epoch)
    {
        Position = new TopicPosition(epoch, 0);
        _history.Clear();
    }

    /// <summary>What is kept is given up, but for the last ones.</summary>
    public void Forget(int kept) => _history.RemoveRange(0, _history.Count - kept);

    public long NextVersion() => ++_version;

    public Task<TopicPosition> StateInterestAsync(TopicInterest interest)
    {
        if (AnswersStatements)
        {
            return Task.FromResult(Position);
        }

        var answer = new TaskCompletionSource<TopicPosition>(TaskCreationOptions.RunContinuationsAsynchronously);
        Statements = Statements.Add((interest.Connections, answer));
        return answer.Task;
    }

    public async Task<TopicRead> ReadAsync(TopicReadRequest request)
    {
        Reads.Enqueue(request);
        await BeforeAnswer();
        var floor = Position.Offset - _history.Count;
        var after = request.Since is { } since && since.Epoch == Position.Epoch ? Math.Clamp(since.Offset, floor, Position.Offset) : floor;
        return new TopicRead
        {
            Position = Position,
            After = after,
            Publications = [.. _history.Where(publication => publication.Position.Offset > after).Take(PageSize)],
            Snapshot = request.WithSnapshot
                ? HasOwner ? State() : [.. _history.Where(publication => publication.Key is not null).GroupBy(publication => publication.Key).Select(same => same.Last()).OrderBy(latest => latest.Position.Offset)]
                : null,
        };
    }

    /// <summary>How many repairs have begun.</summary>
    public int Repairs { get; private set; }

    public void RepairBegan() => Repairs++;

    public void RepairFailed(Exception exception) => FailedReads++;

    public void Restarted(TopicPosition position, long lost) => Restarts.Add((position, lost));
}
