using AndroidZen.Grains.Topics;
using static AndroidZen.Grains.Tests.Topics.TopicSamples;

namespace AndroidZen.Grains.Tests.Topics;

public class TopicLogTests
{
    private readonly LogStore _store = new();

    [Fact]
    public async Task LoadAsync_NothingStored_IsEmpty()
    {
        var (log, publications) = await _store.LoadAsync();
        Assert.Empty(publications);
        Assert.Equal(("", 0), (log.Head.Epoch, log.Head.Offset));
        Assert.Equal(0, _store.Server.RecordsOf(_store.Grain));
    }

    [Fact]
    public async Task LoadAsync_Appended_GivesEverythingBack()
    {
        StoredPublication[] publications = [Stored(1, "k", [1, 2], key: "key"), Stored(2, at: Start + TimeSpan.FromSeconds(1))];
        await (await _store.OpenAsync()).AppendAsync("e", publications, 0);
        var (log, read) = await _store.LoadAsync();
        Assert.Equal(("e", 2), (log.Head.Epoch, log.Head.Offset));
        Assert.Equal(publications.Select(Text), read.Select(Text));

        static string Text(StoredPublication publication) => (publication with { Data = [] }) + Convert.ToHexString(publication.Data);
    }

    [Fact]
    public async Task AppendAsync_UntilTheHeadIsFull_IsOneWriteEach()
    {
        var log = await _store.OpenAsync();
        await LogStore.FillAsync(log, 1, 4);
        Assert.Equal((4, 1), (_store.Server.WritesOf(_store.Grain), _store.Server.RecordsOf(_store.Grain)));
        await LogStore.FillAsync(log, 5, 5);
        Assert.Equal((6, 2), (_store.Server.WritesOf(_store.Grain), _store.Server.RecordsOf(_store.Grain)));
        Assert.Equal((0, 5), (log.Head.Segments.Length, log.Head.Tail.Length));
        Assert.Equal(Range(1, 5), await _store.OffsetsAsync());
        await LogStore.FillAsync(log, 6, 6);
        Assert.Equal((7, 2), (_store.Server.WritesOf(_store.Grain), _store.Server.RecordsOf(_store.Grain)));
        Assert.Equal(Range(1, 6), await _store.OffsetsAsync());
        Assert.Equal(new TopicLogSlot(0, 1), Assert.Single(log.Head.Segments));
        Assert.Equal([5L, 6L], log.Head.Tail.Select(publication => publication.Offset));
    }

    /// <summary>Publishers would wait twice as long, and many of them half of the time.</summary>
    [Fact]
    public async Task AppendAsync_HeadIsFull_WritesTheSegmentBesideTheHead()
    {
        var log = await _store.OpenAsync();
        await LogStore.FillAsync(log, 1, 4);
        var gate = new TaskCompletionSource();
        var arrived = new List<string>();
        _store.Server.Intercept(_store.Grain, write =>
        {
            arrived.Add(write.State);
            return gate.Task;
        });
        var append = LogStore.AppendAsync(log, 5);
        Assert.Equal(["topic", "topic-0"], arrived.Order());
        gate.SetResult();
        await append;
    }

    [Fact]
    public async Task AppendAsync_LargerThanASegment_IsOneRecord()
    {
        var log = await _store.OpenAsync();
        await LogStore.AppendAsync(log, 1, 100);
        await LogStore.AppendAsync(log, 101, 100);
        await LogStore.AppendAsync(log, 201, 100);
        Assert.Equal(3, _store.Server.RecordsOf(_store.Grain));
        Assert.Equal(Range(1, 300), await _store.OffsetsAsync());
    }

    [Fact]
    public async Task AppendAsync_HistoryIsBounded_UsesItsSlotsAgain()
    {
        var log = await _store.OpenAsync();
        await LogStore.FillAsync(log, 1, 1000, kept: 10);
        Assert.InRange(_store.Server.RecordsOf(_store.Grain), 3, 6);
        Assert.InRange(log.Head.Segments.Length, 2, 4);
        var offsets = (await _store.OffsetsAsync()).ToList();
        Assert.InRange(offsets[0], 980, 991);
        Assert.Equal(Range(offsets[0], 1000), offsets);
    }

    [Fact]
    public async Task AppendAsync_EachByANewActivation_UsesItsSlotsAgain()
    {
        foreach (var offset in Range(1, 200))
        {
            await LogStore.AppendAsync(await _store.OpenAsync(), offset, floor: Math.Max(0, offset - 11));
        }

        Assert.InRange(_store.Server.RecordsOf(_store.Grain), 3, 6);
        var offsets = (await _store.OffsetsAsync()).ToList();
        Assert.InRange(offsets[0], 180, 191);
        Assert.Equal(Range(offsets[0], 200), offsets);
    }

    [Fact]
    public async Task AppendAsync_EverySegmentIsOutdated_KeepsTheLast()
    {
        var log = await _store.OpenAsync();
        await LogStore.FillAsync(log, 1, 20);
        Assert.Equal(4, log.Head.Segments.Length);
        await LogStore.AppendAsync(log, 21, floor: 20);
        Assert.Single(log.Head.Segments);
        Assert.Equal(Range(13, 21), await _store.OffsetsAsync());
    }

    [Theory]
    [InlineData("topic-0", 5)]
    [InlineData("topic-1", 9)]
    [InlineData("topic-2", 13)]
    public async Task LoadAsync_SegmentIsMissing_GivesOnlyWhatComesAfter(string lost, long first)
    {
        await LogStore.FillAsync(await _store.OpenAsync(), 1, 14);
        _store.Server.Remove(_store.Grain, lost);
        var (log, publications) = await _store.LoadAsync();
        Assert.Equal(Range(first, 14), publications.Select(publication => publication.Offset));

        await LogStore.FillAsync(log, 15, 40);
        Assert.Equal(Range(first, 40), await _store.OffsetsAsync());
    }
}
