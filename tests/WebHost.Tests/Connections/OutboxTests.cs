using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;

namespace AndroidZen.WebHost.Tests.Connections;

public sealed class OutboxTests
{
    [Fact]
    public void Take_FramesWait_GivesThemInOrderAndThenLetsGo()
    {
        var outbox = NewOutbox();
        Assert.Equal([OutboxAnswer.Wake, OutboxAnswer.Added, OutboxAnswer.Added], Enumerable.Range(1, 3).Select(size => outbox.Add(FrameOf(size))));
        Assert.Equal([1, 2, 3], Sizes(TakeAll(outbox)));
        Assert.Equal(OutboxAnswer.Wake, outbox.Add(FrameOf(1)));
    }

    [Fact]
    public void Add_BeforeTheFirstFrame_WaitsForIt()
    {
        var outbox = new Outbox(Bounds());
        Assert.Equal(OutboxAnswer.Added, outbox.Add(FrameOf(2)));
        Assert.False(outbox.AddFirst(FrameOf(1)));
        Assert.Equal([1, 2], Sizes(TakeAll(outbox)));
    }

    [Fact]
    public void Take_MoreThanOneWriteTakes_GivesTheRestNext()
    {
        var outbox = NewOutbox();
        foreach (var size in new[] { 500, 40, 40, 20 })
        {
            outbox.Add(FrameOf(size));
        }

        var batch = new WaitingFrame[8];
        Assert.Equal([1, 2, 1, 0], Enumerable.Range(0, 4).Select(_ => outbox.Take(batch, maxBytes: 90)));
    }

    [Fact]
    public void Add_MoreFramesThanAllowed_IsFull()
    {
        var outbox = NewOutbox(maxFrames: 2);
        Assert.Equal([OutboxAnswer.Wake, OutboxAnswer.Added, OutboxAnswer.Full], Enumerable.Range(0, 3).Select(_ => outbox.Add(FrameOf(1))));
    }

    [Fact]
    public void Add_MoreBytesThanAllowed_IsFull()
    {
        var outbox = NewOutbox(maxBytes: 12);
        Assert.Equal([OutboxAnswer.Wake, OutboxAnswer.Full], Enumerable.Range(0, 2).Select(_ => outbox.Add(FrameOf(10))));
    }

    [Fact]
    public void Add_AfterFramesWereTaken_HasTheirRoomAgain()
    {
        var outbox = NewOutbox(maxFrames: 2, maxBytes: 14);
        for (var round = 0; round < 50; round++)
        {
            Assert.Equal(OutboxAnswer.Wake, outbox.Add(FrameOf(5)));
            Assert.Equal(OutboxAnswer.Added, outbox.Add(FrameOf(5)));
            Assert.Equal(2, TakeAll(outbox).Count);
            Assert.Equal(0, outbox.Bytes);
        }
    }

    [Fact]
    public void Add_AfterComplete_IsDroppedWithoutAWord()
    {
        var outbox = NewOutbox();
        outbox.Add(FrameOf(1));
        outbox.Complete();
        Assert.Equal(OutboxAnswer.Added, outbox.Add(FrameOf(2)));
        Assert.Equal([1], Sizes(TakeAll(outbox)));
    }

    [Fact]
    public void AddFirst_CloseFrame_IsAllThatIsSentFromThenOn()
    {
        var outbox = NewOutbox();
        outbox.Add(FrameOf(1));
        outbox.AddFirst(FrameOf(3));
        Assert.False(outbox.AddFirst(FrameOf(7), isLast: true));
        Assert.False(outbox.AddFirst(FrameOf(9)));
        outbox.Add(FrameOf(2));
        Assert.Equal([7], Sizes(TakeAll(outbox)));
    }

    [Fact]
    public void Add_ByManyAtOnce_NeverPassesTheBoundAndWakesOneWriter()
    {
        var outbox = NewOutbox(maxFrames: 100);
        var (added, woken) = (0, 0);
        Parallel.For(0, 1000, _ =>
        {
            var answer = outbox.Add(FrameOf(1));
            Interlocked.Add(ref added, answer.HasFlag(OutboxAnswer.Full) ? 0 : 1);
            Interlocked.Add(ref woken, answer.HasFlag(OutboxAnswer.Wake) ? 1 : 0);
        });
        Assert.Equal((100, 1), (added, woken));
    }

    [Theory]
    [InlineData(4, 1000)]
    [InlineData(100, 12)]
    public async Task WhenRoom_MoreThanHalfOfTheHighMarkTaken_WaitsUntilItIsFreeAgain(int highFrames, int highBytes)
    {
        var outbox = NewOutbox(highFrames: highFrames, highBytes: highBytes);
        for (var frame = 0; frame < 4; frame++)
        {
            Assert.Equal(frame < 3, outbox.WhenRoomAsync().AsTask().IsCompleted);
            outbox.Add(FrameOf(1));
        }

        var room = outbox.WhenRoomAsync().AsTask();
        var batch = new WaitingFrame[1];
        Assert.Equal(1, outbox.Take(batch, 1));
        Assert.False(room.IsCompleted);
        Assert.Equal(1, outbox.Take(batch, 1));
        await room.WaitAsync(SocketClient.Patience);
    }

    [Fact]
    public async Task WhenRoom_Completed_WaitsForNothing()
    {
        var outbox = NewOutbox(highFrames: 1);
        outbox.Add(FrameOf(1));
        var room = outbox.WhenRoomAsync().AsTask();
        Assert.False(room.IsCompleted);
        outbox.Complete();
        await room.WaitAsync(SocketClient.Patience);
        Assert.True(outbox.WhenRoomAsync().AsTask().IsCompleted);
    }

    [Fact]
    public async Task WhenEmpty_Writing_CompletesWhenTheWriterFindsNothing()
    {
        var outbox = NewOutbox();
        Assert.True(outbox.WhenEmptyAsync().IsCompleted);
        outbox.Add(FrameOf(1));
        var empty = outbox.WhenEmptyAsync();
        var batch = new WaitingFrame[1];
        Assert.Equal(1, outbox.Take(batch, 100));
        Assert.False(empty.IsCompleted);
        Assert.Equal(0, outbox.Take(batch, 100));
        await empty.WaitAsync(SocketClient.Patience);
    }

    [Fact]
    public void Abandon_FramesWait_DropsThem()
    {
        var outbox = NewOutbox();
        outbox.Add(FrameOf(1));
        outbox.Abandon(isWriter: false);
        Assert.Empty(TakeAll(outbox));
        Assert.True(outbox.AddFirst(FrameOf(4), isLast: true));
        Assert.Equal([4], Sizes(TakeAll(outbox)));
    }

    internal static OutboxBounds Bounds(int maxFrames = 1000, long maxBytes = 100_000, int highFrames = 1000, long highBytes = 100_000) =>
        new(maxFrames, maxBytes, highFrames, highBytes);

    internal static List<WaitingFrame> TakeAll(Outbox outbox)
    {
        var all = new List<WaitingFrame>();
        var batch = new WaitingFrame[16];
        while (outbox.Take(batch, int.MaxValue) is > 0 and var count)
        {
            all.AddRange(batch[..count]);
        }

        return all;
    }

    private static Outbox NewOutbox(int maxFrames = 1000, long maxBytes = 100_000, int highFrames = 1000, long highBytes = 100_000)
    {
        var outbox = new Outbox(Bounds(maxFrames, maxBytes, highFrames, highBytes));
        Assert.Empty(TakeAll(outbox));
        return outbox;
    }

    private static Frame FrameOf(int size) => new(new byte[size]);

    private static IEnumerable<int> Sizes(IEnumerable<WaitingFrame> frames) => frames.Select(waiting => waiting.Frame.Text.Length);
}
