using AndroidZen.Grains.Topics;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Topics;

public class TopicSequenceTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Position_BeforeTheFirst_HasOffsetZero() => Assert.Equal(new TopicPosition("e", 0), new TopicSequence("t", "e").Position);

    [Fact]
    public void Next_Repeated_NumbersFromOneWithoutHoles()
    {
        var sequence = new TopicSequence("t", "e");
        for (var offset = 1; offset <= 1000; offset++)
        {
            var publication = sequence.Next(new PublicationDraft { Type = "live_metrics", Data = [1] }, _now);
            Assert.Equal(new TopicPosition("e", offset), publication.Position);
            Assert.Equal(publication.Position, sequence.Position);
        }
    }

    [Fact]
    public void Next_Draft_KeepsEverythingOfIt()
    {
        var draft = new PublicationDraft { Type = "live_metrics", Data = [1, 2], Key = "k" };
        var publication = new TopicSequence("t", "e").Next(draft, _now);
        Assert.Equal(("t", "live_metrics", "k", _now), (publication.Topic, publication.Type, publication.Key, publication.Timestamp));
        Assert.Same(draft.Data, publication.Data);
    }

    [Fact]
    public void NewEpoch_Repeated_NeverTheSame() =>
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => TopicSequence.NewEpoch()).Distinct().Count());
}
