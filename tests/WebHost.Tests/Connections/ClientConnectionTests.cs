using System.Globalization;
using System.Text;
using AndroidZen.Protocol;
using AndroidZen.TestKit;
using AndroidZen.Topics;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary>What a connection does with a peer that reads, slowly or not at all.</summary>
public sealed class ClientConnectionTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeMeters _meters = new();

    public void Dispose() => _meters.Dispose();

    [Fact]
    public async Task Enqueue_WhileOneWriteIsUnderWay_TheRestGoesWithOneWrite()
    {
        await using var client = new FakeClient(_clock);
        await StallAsync(client);
        var writes = client.Transport.Writes;
        for (var offset = 2; offset <= 100; offset++)
        {
            client.Connection.Enqueue(Publication(offset));
        }

        client.Transport.Resume();
        Assert.Equal(Enumerable.Range(1, 100), Offsets(await client.ReceivedAsync()));
        Assert.InRange(client.Transport.Writes - writes, 1, 3); // The mark behind them may need one of its own.
    }

    [Fact]
    public async Task FanOut_SeveralPublications_AreOneWrite()
    {
        await using var client = new FakeClient(_clock);
        await client.Connection.WhenAllSentAsync();
        var writes = client.Transport.Writes;
        var fanOut = new FanOut();
        for (var offset = 1; offset <= 32; offset++)
        {
            client.Connection.Enqueue(Publication(offset), fanOut: fanOut);
        }

        Assert.Equal(writes, client.Transport.Writes);
        fanOut.Write();
        Assert.Equal(writes + 1, client.Transport.Writes);
        Assert.Equal(Enumerable.Range(1, 32), Offsets(await client.ReceivedAsync()));
    }

    [Fact]
    public async Task Enqueue_PeerReadsSlowly_LatestOfEachKeyComesAndSkippedTellsTheRest()
    {
        await using var client = new FakeClient(_clock, options: new ClientConnectionOptions { OutboxHighFrames = 20 });
        await StallAsync(client);
        for (var offset = 2; offset <= 500; offset++)
        {
            client.Connection.Enqueue(Publication(offset, key: "k"), Conflation.WhenSlow);
        }

        client.Connection.Enqueue(Publication(501, MessageTypes.SecurityAlert, key: "k"), Conflation.WhenSlow);
        client.Transport.Resume();
        var received = await client.ReceivedAsync();
        Assert.InRange(received.Count, 3, 40);
        Assert.Equal([500, 501], Offsets(received).TakeLast(2));
        var position = 0;
        foreach (var publication in received)
        {
            var skipped = publication.Has("skipped") ? publication.GetProperty("skipped").GetInt32() : 0;
            Assert.Equal(position + skipped + 1, position = publication.GetProperty("offset").GetInt32());
        }

        Assert.Null(client.EndedAs);
    }

    [Fact]
    public async Task Enqueue_SlowAgainAndAgain_EachEpisodeIsLoggedOnceAndCounted()
    {
        using var meters = new FakeMeters();
        using var log = new LogRecorder();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        using var monitor = meters.NewMonitor(loggers);
        await using var client = new FakeClient(_clock, options: new ClientConnectionOptions { OutboxHighFrames = 20 }, monitor: monitor);
        var skipped = 0;
        for (var episode = 0; episode < 3; episode++)
        {
            await StallAsync(client);
            for (var offset = 2; offset <= 300; offset++)
            {
                client.Connection.Enqueue(Publication(offset, key: "k"), Conflation.WhenSlow);
            }

            var caughtUp = log.WhenAsync(line => line.EventId == EventIds.SlowEpisodeEnded, "the client has caught up");
            client.Transport.Resume();
            skipped += 300 - (await client.ReceivedAsync()).Count;
            await caughtUp;
        }

        Assert.Equal(skipped, meters.Count("androidzen.gateway.publications.skipped"));
        Assert.Equal(3, meters.Count("androidzen.gateway.slow_episodes"));
        Assert.Equal(3, log.Lines.Count(line => line.EventId == EventIds.SlowEpisodeBegan));
        Assert.Equal(3, log.Lines.Count(line => line.EventId == EventIds.SlowEpisodeEnded));
    }

    [Fact]
    public async Task Disconnected_InASlowEpisode_WhatWasLeftOutIsCounted()
    {
        using var meters = new FakeMeters();
        using var monitor = meters.NewMonitor();
        await using var client = new FakeClient(_clock, options: new ClientConnectionOptions { OutboxHighFrames = 4, OutboxFrames = 8 }, monitor: monitor);
        await StallAsync(client);
        for (var offset = 2; offset <= 31; offset++)
        {
            client.Connection.Enqueue(Publication(offset, key: "k"), Conflation.WhenSlow);
        }

        client.Connection.End(DisconnectReason.SlowConsumer);
        Assert.Equal(0, meters.Count("androidzen.gateway.publications.skipped"));
        monitor.Disconnected(client.Connection, DisconnectReason.SlowConsumer, TimeSpan.Zero);
        monitor.Disconnected(client.Connection, DisconnectReason.SlowConsumer, TimeSpan.Zero);
        Assert.InRange(meters.Count("androidzen.gateway.publications.skipped"), 20, 29);
    }

    [Fact]
    public async Task Enqueue_PeerDoesNotRead_EndsAsSlowConsumerAndHoldsNothing()
    {
        await using var client = new FakeClient(_clock, options: new ClientConnectionOptions { OutboxHighFrames = 4, OutboxFrames = 8 });
        await StallAsync(client);
        for (var offset = 2; offset <= 10; offset++)
        {
            client.Connection.Enqueue(Publication(offset));
        }

        Assert.Equal(DisconnectReason.SlowConsumer, client.EndedAs);
        Assert.Equal(0, client.Connection.OutboxBytes);
    }

    [Fact]
    public async Task Sweep_OneWriteTakesTooLong_CutsThatConnectionAlone()
    {
        var registry = new ConnectionRegistry();
        await using var stalled = new FakeClient(_clock);
        await using var healthy = new FakeClient(_clock);
        registry.Add(stalled.Connection);
        registry.Add(healthy.Connection);
        await StallAsync(stalled);
        var sweep = NewSweep(registry, new ClientConnectionOptions());
        _clock.Advance(TimeSpan.FromSeconds(10));
        sweep.Run();
        Assert.Null(stalled.EndedAs);
        _clock.Advance(TimeSpan.FromTicks(1));
        sweep.Run();
        Assert.Equal(DisconnectReason.SlowConsumer, stalled.EndedAs);
        Assert.Null(healthy.EndedAs);
        await stalled.Connection.WhenAllSentAsync().WaitAsync(SocketClient.Patience);
    }

    [Fact]
    public async Task Sweep_MoreWaitsThanTheHostMayHold_EndsTheFullestOnly()
    {
        var registry = new ConnectionRegistry();
        await using var much = new FakeClient(_clock);
        await using var little = new FakeClient(_clock);
        foreach (var (client, bytes) in new[] { (much, 300_000), (little, 100_000) })
        {
            registry.Add(client.Connection);
            await StallAsync(client);
            client.Connection.Enqueue(new Frame(new byte[bytes]));
        }

        var sweep = NewSweep(registry, new ClientConnectionOptions { TotalOutboxBytes = 350_000 });
        sweep.Run();
        Assert.Equal(DisconnectReason.SlowConsumer, much.EndedAs);
        Assert.Null(little.EndedAs);
    }

    [Fact]
    public async Task End_FramesWait_AreStillSent()
    {
        await using var client = new FakeClient(_clock);
        await StallAsync(client);
        client.Connection.Enqueue(Publication(2));
        client.Connection.End(DisconnectReason.Shutdown);
        client.Connection.Enqueue(Publication(3));
        client.Transport.Resume();
        Assert.Equal([1, 2], Offsets(await client.ReceivedAsync()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(900_000)]
    public async Task Enqueue_AnyLength_ComesAsItIs(int length)
    {
        await using var client = new FakeClient(_clock);
        var text = Encoding.UTF8.GetBytes($$"""{"type":"x","pad":"{{new string('p', length)}}"}""");
        client.Connection.Enqueue(new Frame(text));
        Assert.Equal(text.Length, Encoding.UTF8.GetByteCount((await client.NextAsync("the frame")).GetRawText()));
    }

    private ConnectionSweep NewSweep(ConnectionRegistry registry, ClientConnectionOptions options) =>
        new(registry, new MemoryTrim(registry, _meters.NewMonitor(), Options.Create(options)), _clock, Options.Create(options), Options.Create(new AuthOptions()));

    private static Frame Publication(int offset, string type = MessageTypes.LiveMetrics, string? key = null) => FrameEncoder.Publication(new Publication
    {
        Topic = "t",
        Position = new TopicPosition("e", offset),
        Type = type,
        Timestamp = DateTimeOffset.UnixEpoch,
        Data = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{offset}}}""")),
        Key = key,
    });

    private static IEnumerable<int> Offsets(IEnumerable<System.Text.Json.JsonElement> frames) => frames.Select(frame => frame.GetProperty("offset").GetInt32());

    /// <summary>The peer reads the publication at offset 1, and nothing more.</summary>
    private static async Task StallAsync(FakeClient client)
    {
        await client.Connection.WhenAllSentAsync();
        client.Transport.Stall();
        var fanOut = new FanOut();
        client.Connection.Enqueue(Publication(1), fanOut: fanOut);
        fanOut.Write();
    }
}
