using System.Threading.Channels;
using AndroidZen.Gateways;
using AndroidZen.Grains.Gateways;
using AndroidZen.TestKit;
using AndroidZen.Topics;
using Microsoft.Extensions.Logging;

namespace AndroidZen.Grains.Tests.Gateways;

public sealed class GatewayLaneTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly LogRecorder _log = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Each write waits until the test answers it: an exception, or null for success.
    private readonly Channel<(IReadOnlyList<GatewayEvent> Batch, TaskCompletionSource Answer)> _writes =
        Channel.CreateUnbounded<(IReadOnlyList<GatewayEvent>, TaskCompletionSource)>();

    [Fact]
    public async Task TryEnqueue_WhileAWriteRuns_GathersBatchesInOrder()
    {
        var lane = NewLane(new DispatchOptions { MaxBatch = 3 });
        Enqueue(lane, 1);
        var first = await NextWriteAsync();
        for (var offset = 2; offset <= 8; offset++)
        {
            Enqueue(lane, offset);
        }

        Assert.Equal([1], Offsets(first.Batch));
        first.Answer.SetResult();
        await AnswerAsync([2, 3, 4]);
        await AnswerAsync([5, 6, 7]);
        await AnswerAsync([8]);
        await _closed.Task.WaitAsync(SocketClient.Patience);
    }

    [Fact]
    public async Task TryEnqueue_MoreBytesThanOneWriteMayHave_SplitsButNeverHoldsBackASingleEvent()
    {
        var lane = NewLane(new DispatchOptions { MaxBatchBytes = 4096 });
        Enqueue(lane, 1);
        var first = await NextWriteAsync();
        foreach (var (offset, bytes) in new[] { (2, 512), (3, 512), (4, 1), (5, 5000), (6, 1) })
        {
            Assert.True(lane.TryEnqueue(Event(offset, bytes), out _));
        }

        first.Answer.SetResult();
        await AnswerAsync([2, 3]);
        await AnswerAsync([4]);
        await AnswerAsync([5]);
        await AnswerAsync([6]);
    }

    [Fact]
    public async Task TryEnqueue_LaneRanDry_IsRefused()
    {
        var lane = NewLane(new DispatchOptions());
        Enqueue(lane, 1);
        await AnswerAsync([1]);
        await _closed.Task.WaitAsync(SocketClient.Patience);
        Assert.False(lane.TryEnqueue(Event(2), out var room));
        Assert.True(room.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task WriteAsync_Fails_TriesAgainWithDoubledDelayInOrder()
    {
        var lane = NewLane(new DispatchOptions { RetryDelay = TimeSpan.FromMilliseconds(50), MaxRetries = 3 });
        Enqueue(lane, 1);
        foreach (var delay in new[] { 50, 100, 200 })
        {
            (await NextWriteAsync()).Answer.SetException(new IOException("queue full"));
            await _clock.WhenArmedAsync(TimeSpan.FromMilliseconds(delay));
            Enqueue(lane, delay);
            _clock.Advance(TimeSpan.FromMilliseconds(delay) - TimeSpan.FromTicks(1));
            Assert.False(_writes.Reader.TryPeek(out _));
            _clock.Advance(TimeSpan.FromTicks(1));
        }

        await AnswerAsync([1]);
        await AnswerAsync([50, 100, 200]);
        Assert.Equal(3, _log.Lines.Count(line => line.Level == LogLevel.Warning && line.EventId == EventIds.DispatchFailed));
        Assert.Empty(_log.Errors);
    }

    [Fact]
    public async Task WriteAsync_FailsToTheEnd_LogsWhatIsLostAndGoesOn()
    {
        var lane = NewLane(new DispatchOptions { RetryDelay = TimeSpan.FromMilliseconds(50), MaxRetries = 1 });
        Enqueue(lane, 1);
        (await NextWriteAsync()).Answer.SetException(new IOException("queue full"));
        await _clock.WhenArmedAsync(TimeSpan.FromMilliseconds(50));
        Enqueue(lane, 2);
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        (await NextWriteAsync()).Answer.SetException(new IOException("queue full"));

        await AnswerAsync([2]);
        var error = Assert.Single(_log.Errors);
        Assert.Equal(EventIds.DispatchAbandoned, error.EventId);
        Assert.Contains("1 events for gateway g", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TryEnqueue_AboveMaxPending_MakesThePublisherWaitUntilThereIsRoom()
    {
        var lane = NewLane(new DispatchOptions { MaxPending = 2, MaxBatch = 1 });
        Enqueue(lane, 1);
        var first = await NextWriteAsync();
        Enqueue(lane, 2);
        Enqueue(lane, 3);
        Assert.True(lane.TryEnqueue(Event(4), out var room));
        Assert.False(room.IsCompleted);

        first.Answer.SetResult();
        await room.AsTask().WaitAsync(SocketClient.Patience);
        await AnswerAsync([2]);
        await AnswerAsync([3]);
        await AnswerAsync([4]);
    }

    public void Dispose() => _log.Dispose();

    private GatewayLane NewLane(DispatchOptions options) =>
        new("g", WriteAsync, _ => _closed.SetResult(), _clock, options, _log.CreateLogger("lane"));

    private Task WriteAsync(IReadOnlyList<GatewayEvent> batch)
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _writes.Writer.TryWrite((batch, answer));
        return answer.Task;
    }

    private async Task<(IReadOnlyList<GatewayEvent> Batch, TaskCompletionSource Answer)> NextWriteAsync() =>
        await _writes.Reader.ReadAsync().AsTask().WaitAsync(SocketClient.Patience);

    private async Task AnswerAsync(long[] expected)
    {
        var (batch, answer) = await NextWriteAsync();
        Assert.Equal(expected, Offsets(batch));
        answer.SetResult();
    }

    private static void Enqueue(GatewayLane lane, long offset)
    {
        Assert.True(lane.TryEnqueue(Event(offset), out var room));
        Assert.True(room.IsCompletedSuccessfully);
    }

    private static GatewayEvent Event(long offset, int bytes = 0) => new()
    {
        Publication = new Publication { Topic = "t", Position = new TopicPosition("e", offset), Type = "live_metrics", Timestamp = default, Data = new byte[bytes] },
    };

    private static IEnumerable<long> Offsets(IEnumerable<GatewayEvent> events) => events.Select(item => item.Publication!.Position.Offset);
}
