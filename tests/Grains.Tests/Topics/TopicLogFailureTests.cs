using AndroidZen.Grains.Topics;
using AndroidZen.TestKit;
using static AndroidZen.Grains.Tests.Topics.TopicSamples;

namespace AndroidZen.Grains.Tests.Topics;

public class TopicLogFailureTests
{
    private readonly LogStore _store = new();

    [Fact]
    public async Task AppendAsync_NothingWasStored_IsTheCallersExceptionAndTheNextSucceeds()
    {
        var log = await _store.OpenAsync();
        _store.Server.Intercept(_store.Grain, _ => throw new IOException("disk full"));
        await Assert.ThrowsAsync<IOException>(() => LogStore.AppendAsync(log, 1));
        _store.Server.Accept(_store.Grain);
        await LogStore.FillAsync(log, 1, 3);

        _store.Server.Intercept(_store.Grain, _ => throw new IOException("disk full"));
        await Assert.ThrowsAsync<IOException>(() => LogStore.AppendAsync(log, 4, 2));
        _store.Server.Accept(_store.Grain);
        await LogStore.FillAsync(log, 4, 10);
        Assert.Equal(Range(1, 10), await _store.OffsetsAsync());
    }

    [Fact]
    public async Task AppendAsync_StoredAndYetFailed_Succeeds()
    {
        var log = await _store.OpenAsync();
        _store.Server.Intercept(_store.Grain, StoreAndFail(LogStore.Head));
        await LogStore.FillAsync(log, 1, 4);
        _store.Server.Accept(_store.Grain);
        await LogStore.FillAsync(log, 5, 20);
        Assert.Equal(Range(1, 20), await _store.OffsetsAsync());
    }

    [Fact]
    public async Task AppendAsync_SegmentStoredAndYetFailed_IsWrittenAgainBeforeTheNextHead()
    {
        var log = await _store.OpenAsync();
        await LogStore.FillAsync(log, 1, 4);
        _store.Server.Intercept(_store.Grain, StoreAndFail("topic-0"));
        await LogStore.AppendAsync(log, 5);
        _store.Server.Accept(_store.Grain);
        await LogStore.FillAsync(log, 6, 6);
        Assert.Equal((0, 1), (log.Head.Segments.Single().Slot, log.Head.Tail.Length));
        await LogStore.FillAsync(log, 7, 20);
        Assert.Equal(Range(1, 20), await _store.OffsetsAsync());
    }

    /// <summary>The head must not grow for ever because its segments cannot be written.</summary>
    [Fact]
    public async Task AppendAsync_SegmentIsRefusedAgain_IsTheCallersException()
    {
        var log = await _store.OpenAsync();
        await LogStore.FillAsync(log, 1, 4);
        _store.Server.Intercept(_store.Grain, write => write.State == LogStore.Head ? Task.CompletedTask : throw new IOException("too large"));
        await LogStore.AppendAsync(log, 5);
        await Assert.ThrowsAsync<IOException>(() => LogStore.AppendAsync(log, 6));
        await Assert.ThrowsAsync<IOException>(() => LogStore.AppendAsync(log, 6));
        _store.Server.Accept(_store.Grain);
        await LogStore.FillAsync(log, 6, 20);
        Assert.Equal(Range(1, 20), await _store.OffsetsAsync());
    }

    [Fact]
    public async Task AppendAsync_CrashBetweenSegmentAndHead_LosesNothingAndUsesTheSlot()
    {
        var log = await _store.OpenAsync();
        await LogStore.FillAsync(log, 1, 4);
        _store.Server.Intercept(_store.Grain, write => write.State == LogStore.Head ? throw new IOException("the silo dies") : Task.CompletedTask);
        await Assert.ThrowsAsync<IOException>(() => LogStore.AppendAsync(log, 5));
        _store.Server.Accept(_store.Grain);
        Assert.Equal(2, _store.Server.RecordsOf(_store.Grain));

        var (next, publications) = await _store.LoadAsync();
        Assert.Equal(Range(1, 4), publications.Select(publication => publication.Offset));
        await LogStore.AppendAsync(next, 5);
        Assert.Equal(2, _store.Server.RecordsOf(_store.Grain));
        Assert.Equal(Range(1, 5), await _store.OffsetsAsync());
    }

    [Fact]
    public async Task AppendAsync_AnotherActivationHasWritten_IsLostAndStoresNothing()
    {
        var old = await _store.OpenAsync();
        await LogStore.FillAsync(old, 1, 2);
        await LogStore.AppendAsync(await _store.OpenAsync(), 3, data: "new");
        await Assert.ThrowsAsync<TopicLogLostException>(() => LogStore.AppendAsync(old, 3, data: "old"));
        Assert.Equal(["", "", "new"], await DataAsync());
    }

    /// <summary>What waits behind the append that found out must not be stored with the offsets that another activation has given to other publications.</summary>
    [Fact]
    public async Task AppendAsync_AfterItWasLost_StaysLost()
    {
        var old = await _store.OpenAsync();
        await LogStore.FillAsync(old, 1, 2);
        await LogStore.AppendAsync(await _store.OpenAsync(), 3, data: "new");
        await Assert.ThrowsAsync<TopicLogLostException>(() => LogStore.AppendAsync(old, 3, data: "old"));
        await Assert.ThrowsAsync<TopicLogLostException>(() => LogStore.AppendAsync(old, 3, data: "old"));
        Assert.Equal(["", "", "new"], await DataAsync());
        Assert.Equal(Range(1, 3), await _store.OffsetsAsync());
    }

    [Fact]
    public async Task AppendAsync_NeitherWrittenNorReadable_IsLostForGood()
    {
        var log = await _store.OpenAsync();
        await LogStore.FillAsync(log, 1, 2);
        _store.Server.Intercept(_store.Grain, _ => throw new IOException("disk full"));
        _store.Server.RefuseReads(_store.Grain, new IOException("no connection"));
        await Assert.ThrowsAsync<TopicLogLostException>(() => LogStore.AppendAsync(log, 3));
        _store.Server.Accept(_store.Grain);
        await Assert.ThrowsAsync<TopicLogLostException>(() => LogStore.AppendAsync(log, 3));
        Assert.Equal(Range(1, 2), await _store.OffsetsAsync());
    }

    /// <summary>A write that came through long after it had been given up has the same offset, but it is another publication.</summary>
    [Fact]
    public async Task AppendAsync_WriteGivenUpComesThroughLater_IsNotTakenForTheNext()
    {
        var log = await _store.OpenAsync();
        await LogStore.FillAsync(log, 1, 2);
        StorageWrite? late = null;
        _store.Server.Intercept(_store.Grain, write =>
        {
            late = write;
            throw new TimeoutException();
        });
        await Assert.ThrowsAsync<TimeoutException>(() => LogStore.AppendAsync(log, 3, data: "given up"));
        _store.Server.Accept(_store.Grain);
        late!.Store();

        await Assert.ThrowsAsync<TopicLogLostException>(() => LogStore.AppendAsync(log, 3, data: "next"));
        Assert.Equal(["", "", "given up"], await DataAsync());
    }

    [Fact]
    public async Task AppendAsync_OldActivationSeals_DoesNotWriteOverASegmentOfTheNew()
    {
        var old = await _store.OpenAsync();
        await LogStore.FillAsync(old, 1, 2);
        var next = await _store.OpenAsync();
        await LogStore.FillAsync(next, 3, 6); // Has sealed 1 to 4 into slot 0.
        await Assert.ThrowsAsync<TopicLogLostException>(() => LogStore.AppendAsync(old, 3, 3));
        Assert.Equal(Range(1, 6), await _store.OffsetsAsync());
    }

    /// <summary>The new activation seals with its very first append, and the old one does so between its segment and its head.</summary>
    [Fact]
    public async Task AppendAsync_OldActivationSealsWhileTheNewDoes_DoesNotWriteOverItsSegment()
    {
        var old = await _store.OpenAsync();
        await LogStore.FillAsync(old, 1, 3);
        var next = await _store.OpenAsync();
        var oldFirst = true;
        _store.Server.Intercept(_store.Grain, async write =>
        {
            if (write.State != LogStore.Head && oldFirst)
            {
                oldFirst = false;
                write.Store();
                await Assert.ThrowsAnyAsync<Exception>(() => LogStore.AppendAsync(old, 4, 10, data: "old"));
            }
        });
        await LogStore.AppendAsync(next, 4, 2, data: "new");
        Assert.False(oldFirst);
        Assert.Equal(["", "", "", "new", "new"], await DataAsync());
    }

    [Fact]
    public async Task AppendAsync_Slow_IsNotThereBeforeItIsStored()
    {
        var log = await _store.OpenAsync();
        await LogStore.FillAsync(log, 1, 2);
        var gate = _store.Server.Hold(_store.Grain);
        var append = LogStore.AppendAsync(log, 3);
        await gate.WhenArrivedAsync();
        Assert.False(append.IsCompleted);
        Assert.Equal(Range(1, 2), await _store.OffsetsAsync());
        gate.Open();
        await append;
        Assert.Equal(Range(1, 3), await _store.OffsetsAsync());
    }

    private static Func<StorageWrite, Task> StoreAndFail(string state) => write =>
    {
        if (write.State == state)
        {
            write.Store();
            throw new TimeoutException("The answer got lost.");
        }

        return Task.CompletedTask;
    };

    private async Task<IEnumerable<string>> DataAsync() =>
        (await _store.LoadAsync()).Publications.Select(publication => System.Text.Encoding.UTF8.GetString(publication.Data));
}
