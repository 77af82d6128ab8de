using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;

namespace AndroidZen.WebHost.Tests.Connections;

public sealed class OutboxTests
{
    [Fact]
    public async Task ReadAll_Completed_GivesWhatWaitsInOrderAndEnds()
    {
        var outbox = new Outbox(8, 1000);
        foreach (var size in new[] { 3, 1, 2 })
        {
            Assert.True(outbox.TryAdd(FrameOf(size)));
        }

        outbox.Complete();
        Assert.Equal([3, 1, 2], await SizesAsync(outbox));
    }

    [Fact]
    public void TryAdd_MoreFramesThanAllowed_Refuses()
    {
        var outbox = new Outbox(2, 1000);
        Assert.True(outbox.TryAdd(FrameOf(1)));
        Assert.True(outbox.TryAdd(FrameOf(1)));
        Assert.False(outbox.TryAdd(FrameOf(1)));
    }

    [Fact]
    public void TryAdd_MoreBytesThanAllowed_Refuses()
    {
        var outbox = new Outbox(100, 10);
        Assert.True(outbox.TryAdd(FrameOf(10)));
        Assert.False(outbox.TryAdd(FrameOf(1)));
    }

    [Fact]
    public async Task TryAdd_AfterFramesWereRead_HasTheirRoomAgain()
    {
        var outbox = new Outbox(2, 10);
        await using var reader = outbox.ReadAllAsync().GetAsyncEnumerator();
        for (var round = 0; round < 50; round++)
        {
            Assert.True(outbox.TryAdd(FrameOf(5)));
            Assert.True(outbox.TryAdd(FrameOf(5)));
            Assert.True(await reader.MoveNextAsync());
            Assert.True(await reader.MoveNextAsync());
        }
    }

    [Fact]
    public async Task TryAdd_AfterComplete_DropsWithoutAWord()
    {
        var outbox = new Outbox(8, 1000);
        outbox.Complete();
        Assert.True(outbox.TryAdd(FrameOf(1)));
        Assert.Empty(await SizesAsync(outbox));
    }

    [Fact]
    public async Task TryAdd_ByManyAtOnce_NeverPassesTheBound()
    {
        var outbox = new Outbox(100, 100_000);
        var added = 0;
        Parallel.For(0, 1000, _ => Interlocked.Add(ref added, outbox.TryAdd(FrameOf(1)) ? 1 : 0));
        outbox.Complete();

        Assert.Equal(100, added);
        Assert.Equal(100, (await SizesAsync(outbox)).Count);
    }

    [Theory]
    [InlineData(4, 1000)]
    [InlineData(100, 4)]
    public async Task WhenRoom_MoreThanHalfTaken_WaitsUntilHalfIsFreeAgain(int maxFrames, int maxBytes)
    {
        var outbox = new Outbox(maxFrames, maxBytes);
        await using var reader = outbox.ReadAllAsync().GetAsyncEnumerator();
        for (var frame = 0; frame < 4; frame++)
        {
            Assert.Equal(frame < 3, outbox.WhenRoomAsync().AsTask().IsCompleted);
            Assert.True(outbox.TryAdd(FrameOf(1)));
        }

        var room = outbox.WhenRoomAsync().AsTask();
        Assert.True(await reader.MoveNextAsync());
        Assert.False(room.IsCompleted);
        Assert.True(await reader.MoveNextAsync());
        await room.WaitAsync(SocketClient.Patience);
    }

    [Fact]
    public async Task WhenRoom_Completed_WaitsForNothing()
    {
        var outbox = new Outbox(1, 1000);
        Assert.True(outbox.TryAdd(FrameOf(1)));
        var room = outbox.WhenRoomAsync().AsTask();
        Assert.False(room.IsCompleted);
        outbox.Complete();
        await room.WaitAsync(SocketClient.Patience);
        Assert.True(outbox.WhenRoomAsync().AsTask().IsCompleted);
    }

    private static Frame FrameOf(int size) => new(new byte[size]);

    private static async Task<List<int>> SizesAsync(Outbox outbox)
    {
        var sizes = new List<int>();
        await foreach (var frame in outbox.ReadAllAsync())
        {
            sizes.Add(frame.Bytes.Length);
        }

        return sizes;
    }
}
