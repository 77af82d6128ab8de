using System.Text;
using AndroidZen.WebHost.Connections;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary>Publications that give way to later ones of their key.</summary>
public sealed class OutboxConflationTests
{
    [Fact]
    public void Take_LatestOnly_GivesTheLatestOfEachKeyBehindAllOthers()
    {
        var outbox = NewOutbox();
        Add(outbox, Conflation.Always, "t:a:1", "t:b:1", "t:a:2", "t::3", "t:b:4", "u:a:1");
        Assert.Equal(["t:a:2+2", "t::3", "t:b:4", "u:a:1"], Take(outbox));
    }

    [Fact]
    public void Add_LatestOnlyAndFarMoreThanTheOutboxTakes_HoldsOneOfEachKey()
    {
        var outbox = NewOutbox(maxFrames: 20);
        for (var n = 0; n < 10_000; n++)
        {
            Add(outbox, Conflation.Always, $"t:{n % 4}:{n}");
        }

        var taken = Take(outbox);
        Assert.Equal(["9996", "9997", "9998", "9999"], taken.Select(text => text.Split(':', '+')[2]));
        Assert.Equal(9996, taken.Sum(text => text.Contains('+', StringComparison.Ordinal) ? int.Parse(text.Split('+')[1], null) : 0));
    }

    [Fact]
    public void Add_BelowTheHighMark_KeepsEveryPublication()
    {
        var outbox = NewOutbox(highFrames: 100);
        Add(outbox, Conflation.WhenSlow, [.. Enumerable.Range(0, 100).Select(n => $"t:a:{n}")]);
        Assert.Equal(100, Take(outbox).Count);
    }

    [Fact]
    public void Add_PastTheHighMark_KeepsTheLatestOfEachKeyAndAllThatHasNone()
    {
        var outbox = NewOutbox(maxFrames: 60, highFrames: 10);
        for (var n = 0; n < 1000; n++)
        {
            Add(outbox, Conflation.WhenSlow, $"t:{n % 3}:{n}");
        }

        Add(outbox, Conflation.WhenSlow, "t::alert");
        Add(outbox, Conflation.Never, "t:0:answer");
        var taken = Take(outbox);
        Assert.InRange(taken.Count, 5, 22);
        Assert.Equal(["t::alert", "t:0:answer"], taken[^2..]);
        Assert.Equal(["t:0:999", "t:1:997", "t:2:998"], taken.SkipLast(2).TakeLast(3).Select(text => text.Split('+')[0]).Order());

        // Whoever adds up what came and what was left out has every offset.
        Assert.Equal(1000, taken.SkipLast(2).Sum(text => 1 + (text.Contains('+', StringComparison.Ordinal) ? int.Parse(text.Split('+')[1], null) : 0)));
    }

    [Fact]
    public void Add_PastTheHighMarkInBytes_Conflates()
    {
        var outbox = NewOutbox(highBytes: 50);
        Add(outbox, Conflation.WhenSlow, "t:a:1", "t:a:2", "t:a:3", $"t:a:{new string('x', 40)}", "t:a:5", "t:a:6");
        Assert.InRange(Take(outbox).Count, 1, 3);
    }

    [Fact]
    public void Add_OnlyPublicationsWithoutKeys_EndsFullAtTheHardBound()
    {
        var outbox = NewOutbox(maxFrames: 20, highFrames: 10);
        Add(outbox, Conflation.WhenSlow, [.. Enumerable.Range(0, 20).Select(n => $"t::{n}")]);
        Assert.Equal(OutboxAnswer.Full, outbox.Add(Frame("t::20"), Conflation.WhenSlow));
    }

    [Fact]
    public void Add_AcknowledgementBetween_SkippedCountsFromThere()
    {
        var outbox = NewOutbox();
        Add(outbox, Conflation.Always, "t:a:1", "t:a:2");
        outbox.Add(new Frame("acknowledgement"u8, topic: "t"));
        Add(outbox, Conflation.Always, "t::3", "t:a:4");
        Assert.Equal(["acknowledgement", "t::3", "t:a:4"], Take(outbox));
    }

    [Fact]
    public void EndedSlowEpisode_HasCaughtUp_SaysOnceHowManyWereLeftOut()
    {
        var outbox = NewOutbox(highFrames: 10);
        var answers = Enumerable.Range(0, 100).Select(n => outbox.Add(Frame($"t:a:{n}"), Conflation.WhenSlow)).ToList();
        Assert.Single(answers, answer => answer.HasFlag(OutboxAnswer.SlowEpisodeBegan));
        Assert.Equal(0, outbox.EndedSlowEpisode());
        var taken = Take(outbox);
        Assert.Equal(100 - taken.Count, outbox.EndedSlowEpisode());
        Assert.Equal(0, outbox.EndedSlowEpisode());
    }

    private static Outbox NewOutbox(int maxFrames = 1000, int highFrames = 1000, long highBytes = 100_000)
    {
        var outbox = new Outbox(OutboxTests.Bounds(maxFrames, 100_000, highFrames, highBytes));
        Assert.Empty(OutboxTests.TakeAll(outbox));
        return outbox;
    }

    /// <summary>A publication whose text is <c>topic:key:rest</c>.</summary>
    private static Frame Frame(string text)
    {
        var parts = text.Split(':');
        return new Frame(Encoding.UTF8.GetBytes(text), parts[0], new PublicationTraits(IsPublication: true, parts[1].Length == 0 ? null : parts[1]));
    }

    private static void Add(Outbox outbox, Conflation conflation, params string[] texts)
    {
        foreach (var text in texts)
        {
            Assert.False(outbox.Add(Frame(text), conflation).HasFlag(OutboxAnswer.Full), text);
        }
    }

    /// <summary>What is sent, with <c>+n</c> where n were skipped before it.</summary>
    private static List<string> Take(Outbox outbox) =>
        [.. OutboxTests.TakeAll(outbox).Select(waiting => Encoding.UTF8.GetString(waiting.Frame.Text.Span) + (waiting.Skipped > 0 ? $"+{waiting.Skipped}" : ""))];
}
