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
    private readonly FakeMeters _meters = new();
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
    public async Task TryEnqueue_EventLargerThanTheStreamTakes_IsLeftOutAtOnce()
    {
        var lane = NewLane(new DispatchOptions { MaxEventBytes = 4096 });
        foreach (var (offset, bytes) in new[] { (1, 1), (2, 5000), (3, 1) })
        {
            Assert.True(lane.TryEnqueue(Event(offset, bytes), out _));
        }

        var written = new List<long>();
        while (written.Count < 2)
        {
            var (batch, answer) = await NextWriteAsync();
            written.AddRange(Offsets(batch));
            answer.SetResult();
        }

        Assert.Equal([1, 3], written);
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
        var warning = Assert.Single(_log.Lines, line => line.EventId == EventIds.DispatchAbandoned);
        Assert.Equal(LogLevel.Warning, warning.Level); // Nothing is lost for good: the gateway reads it from its topic.
        Assert.Contains("1 events for gateway g", warning.Text, StringComparison.Ordinal);
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

    [Fact]
    public async Task TryEnqueue_FullAndTheStreamIsStuck_MakesThePublisherWaitOnlySoLong()
    {
        var lane = NewLane(new DispatchOptions { MaxPending = 2, MaxBatch = 1, MaxWait = TimeSpan.FromSeconds(3) });
        var rooms = await FillAsync(lane);
        await _clock.WhenArmedAsync(TimeSpan.FromSeconds(3));
        _clock.Advance(TimeSpan.FromSeconds(3) - TimeSpan.FromTicks(1));
        Assert.All(rooms, room => Assert.False(room.IsCompleted));
        _clock.Advance(TimeSpan.FromTicks(1));
        await Task.WhenAll(rooms).WaitAsync(SocketClient.Patience);
    }

    [Fact]
    public async Task TryEnqueue_StreamIsStuck_LeavesOutWithoutWaitingUntilItTakesEventsAgain()
    {
        var lane = NewLane(new DispatchOptions { MaxPending = 2, MaxBatch = 2, MaxWait = TimeSpan.FromSeconds(3) });
        var rooms = await FillAsync(lane);
        await _clock.PassAsync(TimeSpan.FromSeconds(3));
        await Task.WhenAll(rooms).WaitAsync(SocketClient.Patience);
        Enqueue(lane, 100);
        Enqueue(lane, 101);
        Assert.DoesNotContain(_log.Lines, line => line.EventId == EventIds.EventsLeftOut);

        await AnswerAsync([1]);
        await AnswerAsync([2, 3]);
        var (batch, answer) = await NextWriteAsync();
        Assert.Equal([4, 5], Offsets(batch));
        Enqueue(lane, 6);
        answer.SetResult();
        await AnswerAsync([6]);
        await _closed.Task.WaitAsync(SocketClient.Patience);
        var warning = Assert.Single(_log.Lines, line => line.EventId == EventIds.EventsLeftOut);
        Assert.Equal(LogLevel.Warning, warning.Level);
        Assert.Contains("2 events for gateway g", warning.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TryEnqueue_StreamTakesEventsAgain_MakesPublishersWaitAnew()
    {
        var lane = NewLane(new DispatchOptions { MaxPending = 2, MaxBatch = 1, MaxWait = TimeSpan.FromSeconds(3) });
        var rooms = await FillAsync(lane);
        await _clock.PassAsync(TimeSpan.FromSeconds(3));
        await Task.WhenAll(rooms).WaitAsync(SocketClient.Patience);
        await AnswerAsync([1]);
        var (batch, _) = await NextWriteAsync();
        Assert.Equal([2], Offsets(batch));
        Assert.True(lane.TryEnqueue(Event(6), out var room));
        Assert.False(room.IsCompleted);
    }

    [Fact]
    public async Task TryEnqueue_StreamTakesOneInTime_LeavesNothingOut()
    {
        var lane = NewLane(new DispatchOptions { MaxPending = 2, MaxBatch = 3, MaxWait = TimeSpan.FromSeconds(3) });
        var rooms = await FillAsync(lane);
        await AnswerAsync([1]);
        await Task.WhenAll(rooms).WaitAsync(SocketClient.Patience);
        await AnswerAsync([2, 3, 4]);
        await AnswerAsync([5]);
        await _closed.Task.WaitAsync(SocketClient.Patience);
        Assert.DoesNotContain(_log.Lines, line => line.EventId == EventIds.EventsLeftOut);
    }

    [Fact]
    public async Task TryEnqueue_StreamNeverTakesEventsAgain_WhatWasLeftOutIsLoggedInTheEnd()
    {
        var lane = NewLane(new DispatchOptions { MaxPending = 1, MaxBatch = 10, MaxRetries = 0, MaxWait = TimeSpan.FromSeconds(3) });
        var rooms = await FillAsync(lane);
        await _clock.PassAsync(TimeSpan.FromSeconds(3));
        await Task.WhenAll(rooms).WaitAsync(SocketClient.Patience);
        Enqueue(lane, 100);
        (await NextWriteAsync()).Answer.SetException(new IOException("queue full"));
        (await NextWriteAsync()).Answer.SetException(new IOException("queue full"));
        await _closed.Task.WaitAsync(SocketClient.Patience);
        Assert.Contains("1 events for gateway g", Assert.Single(_log.Lines, line => line.EventId == EventIds.EventsLeftOut).Text, StringComparison.Ordinal);
        Assert.Equal(1, _meters.Count("androidzen.dispatch.events.left_out"));
        Assert.Equal(rooms.Count, _meters.Count("androidzen.dispatch.waits"));
        Assert.Equal(5, _meters.Count("androidzen.dispatch.events.abandoned"));
    }

    public void Dispose()
    {
        _meters.Dispose();
        _log.Dispose();
    }

    /// <summary>One event is being written, two or more wait; gives the rooms that publishers wait for. The offsets are 1 to 5.</summary>
    private async Task<List<Task>> FillAsync(GatewayLane lane)
    {
        Enqueue(lane, 1);
        var first = await NextWriteAsync();
        _writes.Writer.TryWrite(first); // The test answers it.
        var rooms = new List<Task>();
        for (var offset = 2; offset <= 5; offset++)
        {
            Assert.True(lane.TryEnqueue(Event(offset), out var room));
            if (!room.IsCompleted)
            {
                rooms.Add(room.AsTask());
            }
        }

        Assert.NotEmpty(rooms);
        return rooms;
    }

    private GatewayLane NewLane(DispatchOptions options) =>
        new("g", WriteAsync, _ => _closed.SetResult(), _clock, options, new DispatchMetrics(_meters), _log.CreateLogger("lane"));

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
