using AndroidZen.Streaming.Queues;
using AndroidZen.TestKit;

namespace AndroidZen.Streaming.Tests.Queues;

/// <summary>One queue, asked as its reader asks it.</summary>
public sealed class StreamQueueGrainTests(LowLatencyStreamDeliveryTests.Fixture fixture) : IClassFixture<LowLatencyStreamDeliveryTests.Fixture>
{
    private static readonly StreamId _stream = StreamId.Create("n", "k");
    private static readonly TimeSpan _long = TimeSpan.FromMinutes(1);

    private long _life;

    private readonly IStreamQueueGrain _queue = fixture.Silos.Grains.GetGrain<IStreamQueueGrain>($"gateways/{Guid.NewGuid():N}");

    [Fact]
    public async Task ReadAsync_AnswerDidNotArrive_IsGivenAgain()
    {
        await _queue.EnqueueAsync(_stream, [1]);
        await _queue.EnqueueAsync(_stream, [2]);
        var first = await ReadAsync();
        Assert.Equal(2, first.Count);
        Assert.Equal(first, await ReadAsync());
        Assert.Equal(first[1..], await ReadAsync(received: first[0]));
    }

    [Fact]
    public async Task ReadAsync_NewReader_GetsAllThatHasNotBeenDelivered()
    {
        foreach (var write in new byte[] { 1, 2, 3 })
        {
            await _queue.EnqueueAsync(_stream, [write]);
        }

        var all = await ReadAsync();
        await ReadAsync(received: all[2], delivered: all[0], wait: TimeSpan.Zero); // The reader has three; consumers have one.
        Assert.Equal(all[1..], await ReadAsync(received: 0, delivered: 0));
    }

    [Fact]
    public async Task ReadAsync_EmptyQueue_WaitsForTheNextWrite()
    {
        var reading = ReadAsync();
        await _queue.EnqueueAsync(_stream, [1]);
        Assert.Single(await reading.WaitAsync(SocketClient.Patience));
    }

    [Fact]
    public async Task ReadAsync_NothingComes_EndsEmptyAfterTheWait() => Assert.Empty(await ReadAsync(wait: TimeSpan.FromMilliseconds(20)));

    [Fact]
    public async Task ReadAsync_SecondReader_TakesThePlaceOfTheFirst()
    {
        var older = ReadAsync();
        var newer = ReadAsync();
        var first = await Task.WhenAny(older, newer).WaitAsync(SocketClient.Patience);
        Assert.Empty(await first);
        await _queue.EnqueueAsync(_stream, [1]);
        Assert.Single(await (first == older ? newer : older).WaitAsync(SocketClient.Patience));
    }

    [Fact]
    public async Task ReadAsync_Cancelled_EndsAtOnceAndLosesNothing()
    {
        using var cancel = new CancellationTokenSource();
        var reading = _queue.ReadAsync(Request(0, 0, _long), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(SocketClient.Patience));
        await _queue.EnqueueAsync(_stream, [1]);
        Assert.Single(await ReadAsync());
    }

    [Fact]
    public async Task ReadAsync_NewLifeOfTheQueue_IsNotAcknowledgedByWhatTheOldOneGave()
    {
        await _queue.EnqueueAsync(_stream, [1]);
        var old = Assert.Single(await ReadAsync());
        await fixture.Silos.DeactivateAsync(_queue);
        await _queue.EnqueueAsync(_stream, [2]);
        var young = Assert.Single(await ReadAsync(received: long.MaxValue, delivered: long.MaxValue));
        Assert.NotEqual(old, young);
    }

    private static QueueReadRequest Request(long life, long received, TimeSpan wait, long delivered = 0) =>
        new() { Life = life, Received = received, Delivered = delivered, MaxBatches = 100, MaxBytes = 1 << 20, MaxWait = wait };

    /// <summary>As a reader that has got something of the life that it has read last.</summary>
    private async Task<List<long>> ReadAsync(long received = 0, TimeSpan? wait = null, long delivered = 0)
    {
        var read = await _queue.ReadAsync(Request(_life, received, wait ?? _long, delivered));
        _life = read.Life;
        return [.. read.Batches.Select(batch => batch.SequenceNumber)];
    }
}
