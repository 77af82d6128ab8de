using System.Text;
using AndroidZen.WebHost.Connections;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary>Subscriptions that want only the latest of each key (<c>mode: "latest"</c>).</summary>
public sealed class ConflatedFramesTests
{
    [Fact]
    public async Task TryAddLatest_SameKeyWaits_TakesItsPlaceBehindAllOthers()
    {
        var outbox = new Outbox(100, 1000);
        Add(outbox, "t", "a", "a1");
        Add(outbox, "t", "b", "b1");
        Add(outbox, "t", "a", "a2");
        Add(outbox, "t", null, "x");
        Add(outbox, "t", "b", "b2");
        Add(outbox, "u", "a", "other topic");
        Assert.Equal(["a2", "x", "b2", "other topic"], await DrainAsync(outbox));
    }

    [Fact]
    public async Task TryAddLatest_FarMoreThanTheOutboxTakes_HoldsOneOfEachKey()
    {
        var outbox = new Outbox(maxFrames: 8, maxBytes: 40);
        for (var n = 0; n < 10_000; n++)
        {
            Add(outbox, "t", $"{n % 4}", $"{n}");
        }

        Assert.Equal(["9996", "9997", "9998", "9999"], await DrainAsync(outbox));
    }

    [Fact]
    public void TryAddLatest_LaterOneIsTooLong_PassesTheBound()
    {
        var outbox = new Outbox(maxFrames: 8, maxBytes: 10);
        Add(outbox, "t", "a", "12345");
        Assert.False(outbox.TryAddLatest("t", "a", Frame("12345678901")));
    }

    [Fact]
    public async Task TryAddLatest_BetweenOtherFrames_EachKindKeepsItsOrder()
    {
        var outbox = new Outbox(100, 1000);
        Assert.True(outbox.TryAdd(Frame("acknowledgement")));
        Add(outbox, "t", "a", "a1");
        Assert.True(outbox.TryAdd(Frame("answer")));
        Add(outbox, "t", "a", "a2");
        Assert.Equal(["acknowledgement", "a2", "answer"], await DrainAsync(outbox));
        Assert.True(outbox.HasRoom);
    }

    private static Frame Frame(string text) => new(Encoding.UTF8.GetBytes(text));

    private static void Add(Outbox outbox, string topic, string? key, string text) => Assert.True(outbox.TryAddLatest(topic, key, Frame(text)), text);

    private static async Task<IReadOnlyList<string>> DrainAsync(Outbox outbox)
    {
        outbox.Complete();
        var texts = new List<string>();
        await foreach (var frame in outbox.ReadAllAsync())
        {
            texts.Add(Encoding.UTF8.GetString(frame.Bytes.Span));
        }

        return texts;
    }
}
