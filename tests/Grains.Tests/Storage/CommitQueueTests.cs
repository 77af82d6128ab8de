using System.Diagnostics;
using System.Threading.Channels;
using AndroidZen.Grains.Storage;
using AndroidZen.TestKit;
using AndroidZen.Topics;
using static AndroidZen.Grains.Tests.Topics.TopicSamples;

namespace AndroidZen.Grains.Tests.Storage;

public class CommitQueueTests
{
    private const int MaxBytes = 1000;

    private readonly TestClock _clock = new();
    private readonly ConcurrentExclusiveSchedulerPair _turns = new();

    // Each commit waits until the test answers it.
    private readonly Channel<(IReadOnlyList<PublicationDraft> Drafts, TaskCompletionSource Answer)> _commits =
        Channel.CreateUnbounded<(IReadOnlyList<PublicationDraft>, TaskCompletionSource)>();

    private long _offset;

    [Fact]
    public Task AddAsync_Idle_CommitsAtOnce() => InTurnsAsync(async () =>
    {
        var receipt = NewQueue().AddAsync(Draft());
        Assert.False(receipt.IsCompleted);
        await AnswerAsync(1);
        Assert.Equal(1, (await receipt).Position.Offset);
    });

    [Fact]
    public Task AddAsync_WhileACommitRuns_EverythingThatGathersIsTheNext() => InTurnsAsync(async () =>
    {
        var queue = NewQueue();
        var receipts = new List<Task<PublicationReceipt>> { queue.AddAsync(Draft("0")) };
        var (drafts, answer) = await NextAsync();
        Assert.Equal(["0"], Keys(drafts));
        receipts.AddRange(Enumerable.Range(1, 100).Select(n => queue.AddAsync(Draft($"{n}"))));
        Assert.False(_commits.Reader.TryPeek(out _));
        answer.SetResult();
        await AnswerAsync(100, Enumerable.Range(1, 100).Select(n => $"{n}"));
        Assert.Equal(Range(1, 101), (await Task.WhenAll(receipts)).Select(receipt => receipt.Position.Offset));
        await queue.WhenIdle;
        Assert.False(_commits.Reader.TryPeek(out _));
    });

    [Fact]
    public Task AddAllAsync_Idle_IsOneCommitInItsOrder() => InTurnsAsync(async () =>
    {
        var queue = NewQueue();
        var receipts = queue.AddAllAsync([Draft("0"), Draft("1"), Draft("0"), Draft("2")]);
        await AnswerAsync(3, ["0", "1", "2"]);
        Assert.Equal([1, 2, 1, 3], (await receipts).Select(receipt => receipt.Position.Offset));
        Assert.Empty(await queue.AddAllAsync([]));
        Assert.False(_commits.Reader.TryPeek(out _));
    });

    [Fact]
    public Task AddAsync_MoreThanABatch_IsSplitInOrder() => InTurnsAsync(async () =>
    {
        var queue = NewQueue(maxBatch: 3);
        var receipts = Enumerable.Range(0, 8).Select(n => queue.AddAsync(Draft($"{n}"))).ToList();
        await AnswerAsync(1, ["0"]);
        await AnswerAsync(3, ["1", "2", "3"]);
        await AnswerAsync(3, ["4", "5", "6"]);
        await AnswerAsync(1, ["7"]);
        Assert.Equal(Range(1, 8), (await Task.WhenAll(receipts)).Select(receipt => receipt.Position.Offset));
    });

    [Fact]
    public Task AddAsync_MoreBytesThanOneWriteTakes_AreSeveralAndNoneIsTooLong() => InTurnsAsync(async () =>
    {
        var queue = NewQueue();
        var receipts = new List<Task<PublicationReceipt>> { queue.AddAsync(Draft("0")) };
        receipts.AddRange(new[] { ("1", MaxBytes + 1), ("2", MaxBytes - 1), ("3", 1), ("4", 1) }.Select(draft => queue.AddAsync(Draft(draft.Item1, bytes: draft.Item2))));
        await AnswerAsync(1, ["0"]);
        await AnswerAsync(1, ["1"]);
        await AnswerAsync(2, ["2", "3"]);
        await AnswerAsync(1, ["4"]);
        Assert.Equal(Range(1, 5), (await Task.WhenAll(receipts)).Select(receipt => receipt.Position.Offset));
    });

    [Fact]
    public Task AddAsync_CommitFails_ExactlyItsCallersHear() => InTurnsAsync(async () =>
    {
        var queue = NewQueue();
        var first = queue.AddAsync(Draft());
        var (_, answer) = await NextAsync();
        List<Task<PublicationReceipt>> second = [queue.AddAsync(Draft()), queue.AddAsync(Draft())];
        answer.SetResult();
        (_, answer) = await NextAsync();
        var third = queue.AddAsync(Draft());
        answer.SetException(new IOException("disk full"));
        await AnswerAsync(1);

        Assert.Equal(1, (await first).Position.Offset);
        Assert.Equal(2, (await third).Position.Offset);
        foreach (var failed in second)
        {
            Assert.Equal("disk full", (await Assert.ThrowsAsync<IOException>(() => failed)).Message);
        }
    });

    [Fact]
    public Task AddAsync_RepeatWhileTheFirstIsWritten_SharesTheReceipt() => InTurnsAsync(async () =>
    {
        var queue = NewQueue();
        var first = queue.AddAsync(Draft("k"));
        var (_, answer) = await NextAsync();
        var repeat = queue.AddAsync(Draft("k"));
        answer.SetResult();
        Assert.Equal(await first, await repeat);
        await queue.WhenIdle;
        Assert.False(_commits.Reader.TryPeek(out _));
    });

    [Fact]
    public Task AddAsync_RepeatsThatWait_AreOneDraft() => InTurnsAsync(async () =>
    {
        var queue = NewQueue();
        var first = queue.AddAsync(Draft());
        List<Task<PublicationReceipt>> repeats = [queue.AddAsync(Draft("k")), queue.AddAsync(Draft("l")), queue.AddAsync(Draft("k"))];
        await AnswerAsync(1);
        await AnswerAsync(2, ["k", "l"]);
        await first;
        Assert.Equal([2, 3, 2], (await Task.WhenAll(repeats)).Select(receipt => receipt.Position.Offset));
    });

    [Fact]
    public Task AddAsync_RepeatOfOneThatFails_FailsWithItAndMayBeTriedAgain() => InTurnsAsync(async () =>
    {
        var queue = NewQueue();
        List<Task<PublicationReceipt>> both = [queue.AddAsync(Draft("k")), queue.AddAsync(Draft("k"))];
        (await NextAsync()).Answer.SetException(new IOException());
        foreach (var failed in both)
        {
            await Assert.ThrowsAsync<IOException>(() => failed);
        }

        await queue.WhenIdle;
        var again = queue.AddAsync(Draft("k"));
        await AnswerAsync(1, ["k"]);
        Assert.Equal(1, (await again).Position.Offset);
    });

    /// <summary>The loop that commits was started by the first call, which has long been answered: what it does later is not a part of that one's trace.</summary>
    [Fact]
    public Task AddAsync_CallsThatAreTraced_EachCommitRunsInTheTraceOfItsFirst() => InTurnsAsync(async () =>
    {
        var traces = new List<string?>();
        var queue = NewQueue(async drafts =>
        {
            traces.Add(Activity.Current?.OperationName);
            await Task.Yield();
            return Receipts(drafts.Count);
        });
        List<Task<PublicationReceipt>> receipts = [AddTraced("first"), queue.AddAsync(Draft()), AddTraced("second"), AddTraced("third")];
        await Task.WhenAll(receipts).WaitAsync(SocketClient.Patience);
        await queue.AddAsync(Draft());
        Assert.Equal(["first", "second", null], traces);
        Assert.Null(Activity.Current);

        Task<PublicationReceipt> AddTraced(string name)
        {
            var activity = new Activity(name) { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();
            var receipt = queue.AddAsync(Draft());
            Activity.Current = null;
            _ = receipt.ContinueWith(_ => activity.Stop(), TaskScheduler.Default);
            return receipt;
        }
    });

    /// <summary>Were a draft added at the wrong moment forgotten, its publisher would wait for ever.</summary>
    [Fact]
    public Task AddAsync_PublishersThatComeBackAtOnce_AreNeverForgotten() => InTurnsAsync(async () =>
    {
        const int Publishers = 50;
        const int Each = 100;
        var commits = 0;
        var queue = NewQueue(
            async drafts =>
            {
                commits++;
                await Task.Yield();
                return Receipts(drafts.Count);
            });
        await Task.WhenAll(Enumerable.Range(0, Publishers).Select(PublishAsync)).WaitAsync(SocketClient.Patience);
        Assert.Equal(Publishers * Each, _offset);
        Assert.InRange(commits, Each, Publishers * Each / 2);
        await queue.WhenIdle.WaitAsync(SocketClient.Patience);

        async Task PublishAsync(int publisher)
        {
            for (var n = 0; n < Each; n++)
            {
                await queue.AddAsync(Draft());
            }
        }
    });

    [Fact]
    public Task AddAsync_FewerThanLastTime_WaitsAMomentForTheOthers() => InTurnsAsync(async () =>
    {
        var queue = NewQueue();
        var first = queue.AddAsync(Draft());
        var (_, answer) = await NextAsync();
        List<Task<PublicationReceipt>> receipts = [first, queue.AddAsync(Draft()), queue.AddAsync(Draft()), queue.AddAsync(Draft())];
        answer.SetResult();

        (_, answer) = await NextAsync();
        receipts.Add(queue.AddAsync(Draft()));
        _clock.Advance(TimeSpan.FromMilliseconds(4)); // So long is the write; a quarter of it is patience.
        answer.SetResult();
        await _clock.WhenArmedAsync(TimeSpan.FromMilliseconds(1));
        receipts.Add(queue.AddAsync(Draft()));
        Assert.False(_commits.Reader.TryPeek(out _));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await AnswerAsync(2);
        Assert.Equal(Range(1, 6), (await Task.WhenAll(receipts)).Select(receipt => receipt.Position.Offset));
    });

    /// <summary>The first that came back was committed alone, and the others waited for it.</summary>
    [Fact]
    public Task AddAsync_AllComeBackAfterTheirReceipts_AreOneCommitAgain() => InTurnsAsync(async () =>
    {
        var queue = NewQueue();
        var first = queue.AddAsync(Draft());
        var (_, answer) = await NextAsync();
        List<Task<PublicationReceipt>> receipts = [queue.AddAsync(Draft()), queue.AddAsync(Draft()), queue.AddAsync(Draft())];
        answer.SetResult();
        (_, answer) = await NextAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(4));
        answer.SetResult();
        await Task.WhenAll([first, .. receipts]);
        await _clock.WhenArmedAsync(TimeSpan.FromMilliseconds(1));

        _ = queue.AddAsync(Draft("a"));
        _ = queue.AddAsync(Draft("b"));
        Assert.False(_commits.Reader.TryPeek(out _));
        _ = queue.AddAsync(Draft("c"));
        await AnswerAsync(3, ["a", "b", "c"]); // As many as last time: nobody waits for the clock.
        await queue.WhenIdle.WaitAsync(SocketClient.Patience);
    });

    [Fact]
    public Task AddAsync_NobodyComesBack_EndsAfterAMoment() => InTurnsAsync(async () =>
    {
        var queue = NewQueue();
        var first = queue.AddAsync(Draft());
        var (_, answer) = await NextAsync();
        List<Task<PublicationReceipt>> receipts = [queue.AddAsync(Draft()), queue.AddAsync(Draft())];
        answer.SetResult();
        (_, answer) = await NextAsync();
        _clock.Advance(TimeSpan.FromSeconds(4)); // A slow write, and yet no more patience than 2 ms.
        answer.SetResult();
        await Task.WhenAll([first, .. receipts]);
        Assert.False(queue.WhenIdle.IsCompleted);
        await _clock.PassAsync(TimeSpan.FromMilliseconds(2));
        await queue.WhenIdle.WaitAsync(SocketClient.Patience);

        var later = queue.AddAsync(Draft());
        await AnswerAsync(1);
        Assert.Equal(4, (await later).Position.Offset);
    });

    [Fact]
    public Task WhenIdle_CommitRuns_CompletesAfterTheLast() => InTurnsAsync(async () =>
    {
        var queue = NewQueue();
        Assert.True(queue.WhenIdle.IsCompleted);
        var first = queue.AddAsync(Draft());
        var idle = queue.WhenIdle;
        var second = queue.AddAsync(Draft());
        await AnswerAsync(1);
        Assert.False(idle.IsCompleted);
        await AnswerAsync(1);
        await idle.WaitAsync(SocketClient.Patience);
        Assert.True(first.IsCompletedSuccessfully && second.IsCompletedSuccessfully);
    });

    /// <summary>As in a grain: one turn at a time.</summary>
    private Task InTurnsAsync(Func<Task> test) =>
        Task.Factory.StartNew(test, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _turns.ExclusiveScheduler).Unwrap();

    private CommitQueue<PublicationDraft, PublicationReceipt> NewQueue(int maxBatch = 256) => NewQueue(CommitAsync, maxBatch);

    private CommitQueue<PublicationDraft, PublicationReceipt> NewQueue(Func<IReadOnlyList<PublicationDraft>, Task<IReadOnlyList<PublicationReceipt>>> commit, int maxBatch = 256) =>
        new(maxBatch, MaxBytes, static draft => (draft.IdempotencyKey, draft.Data.Length), commit, _clock);

    private async Task<IReadOnlyList<PublicationReceipt>> CommitAsync(IReadOnlyList<PublicationDraft> drafts)
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _commits.Writer.TryWrite((drafts, answer));
        await answer.Task;
        return Receipts(drafts.Count);
    }

    private PublicationReceipt[] Receipts(int count) => [.. Enumerable.Range(0, count).Select(_ => new PublicationReceipt(new TopicPosition("e", ++_offset), 0))];

    private async Task<(IReadOnlyList<PublicationDraft> Drafts, TaskCompletionSource Answer)> NextAsync() =>
        await _commits.Reader.ReadAsync().AsTask().WaitAsync(SocketClient.Patience);

    private async Task AnswerAsync(int count, IEnumerable<string>? keys = null)
    {
        var (drafts, answer) = await NextAsync();
        Assert.Equal(count, drafts.Count);
        Assert.Equal(keys ?? Keys(drafts), Keys(drafts));
        answer.SetResult();
    }

    private static IEnumerable<string?> Keys(IEnumerable<PublicationDraft> drafts) => drafts.Select(draft => draft.IdempotencyKey);
}
