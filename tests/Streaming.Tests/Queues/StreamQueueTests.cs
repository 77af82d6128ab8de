using AndroidZen.Streaming.Queues;

namespace AndroidZen.Streaming.Tests.Queues;

public class StreamQueueTests
{
    private static readonly StreamId _stream = StreamId.Create("n", "k");

    [Fact]
    public void Peek_Writes_GivesThemInOrderUntilTheyAreAcknowledged()
    {
        var queue = Filled(1, 2, 3);
        Assert.Equal([100, 101, 102], Peek(queue));
        Assert.Equal([100, 101, 102], Peek(queue));
        queue.Acknowledge(101);
        Assert.Equal([102], Peek(queue));
        Assert.Equal(3, queue.Bytes);
        queue.Acknowledge(102);
        Assert.Empty(Peek(queue));
        Assert.Equal(0, queue.Bytes);
    }

    [Theory]
    [InlineData(0, new long[] { 100, 101, 102 })]
    [InlineData(100, new long[] { 101, 102 })]
    [InlineData(102, new long[0])]
    public void Peek_ReaderThatHasSome_GivesTheRestAndKeepsAll(long received, long[] expected)
    {
        var queue = Filled(1, 2, 3);
        Assert.Equal(expected, queue.Peek(received, int.MaxValue, int.MaxValue).Select(batch => batch.SequenceNumber));
        Assert.Equal(6, queue.Bytes);
    }

    [Fact]
    public void TryAdd_MoreBytesThanItMayHold_IsRefusedUntilThereIsRoom()
    {
        var queue = new StreamQueue(100, 10);
        Assert.True(TryAdd(queue, 6));
        Assert.True(TryAdd(queue, 4));
        Assert.False(TryAdd(queue, 1));
        queue.Acknowledge(100);
        Assert.True(TryAdd(queue, 6));
        Assert.Equal([101, 102], Peek(queue));
    }

    [Fact]
    public void TryAdd_WriteLargerThanTheBound_IsTakenByAnEmptyQueue()
    {
        var queue = new StreamQueue(100, 10);
        Assert.True(TryAdd(queue, 1000));
        Assert.False(TryAdd(queue, 1));
    }

    [Theory]
    [InlineData(2, 1000, new long[] { 100, 101 })]
    [InlineData(9, 3, new long[] { 100, 101 })]
    [InlineData(9, 2, new long[] { 100 })]
    [InlineData(9, 0, new long[] { 100 })]
    public void Peek_Bounds_GivesAtLeastOne(int maxBatches, int maxBytes, long[] expected) =>
        Assert.Equal(expected, Filled(1, 2, 3).Peek(0, maxBatches, maxBytes).Select(batch => batch.SequenceNumber));

    private static StreamQueue Filled(params int[] sizes)
    {
        var queue = new StreamQueue(100, 1000);
        Assert.All(sizes, size => Assert.True(TryAdd(queue, size)));
        return queue;
    }

    private static bool TryAdd(StreamQueue queue, int size) => queue.TryAdd(size, number => new EventBatch(_stream, number, new byte[size], null!));

    private static IEnumerable<long> Peek(StreamQueue queue) => queue.Peek(0, int.MaxValue, int.MaxValue).Select(batch => batch.SequenceNumber);
}
