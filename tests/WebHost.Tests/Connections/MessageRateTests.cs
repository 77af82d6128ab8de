using System.Text;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;
using Microsoft.Extensions.Time.Testing;

namespace AndroidZen.WebHost.Tests.Connections;

/// <summary>How fast a client may send: on a clock that the test moves, and over real sockets.</summary>
[Collection(PlatformCollection.Name)]
public sealed class MessageRateTests(PlatformFixture platform)
{
    private readonly PlatformHost _host = platform.Host;

    [Fact]
    public async Task Message_BeyondTheBurst_IsNotTakenAndEndsTheConnection()
    {
        var clock = new FakeTimeProvider();
        await using var client = new FakeClient(clock, options: new ClientConnectionOptions { MessageRate = 10, MessageBurst = 3 });
        for (var message = 0; message < 3; message++)
        {
            await client.SayAsync();
        }

        clock.Advance(TimeSpan.FromMilliseconds(100));
        await client.SayAsync();
        Assert.Null(client.EndedAs);
        client.Say();
        Assert.Equal(DisconnectReason.RateLimited, await client.Connection.Ended.WaitAsync(SocketClient.Patience));
        clock.Advance(TimeSpan.FromMinutes(1));
        client.Say();
        Assert.Equal(0, client.Heard);
    }

    [Fact]
    public async Task Messages_AtTheRateForLong_AreAllTaken()
    {
        var clock = new FakeTimeProvider();
        await using var client = new FakeClient(clock, options: new ClientConnectionOptions { MessageRate = 10, MessageBurst = 1 });
        for (var message = 0; message < 500; message++)
        {
            await client.SayAsync();
            clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Null(client.EndedAs);
    }

    [Fact]
    public async Task Messages_RateIsZero_AreAllTaken()
    {
        await using var client = new FakeClient(new FakeTimeProvider(), options: new ClientConnectionOptions { MessageRate = 0, MessageBurst = 1 });
        for (var message = 0; message < 5000; message++)
        {
            await client.SayAsync();
        }

        Assert.Null(client.EndedAs);
    }

    /// <summary>With the defaults.</summary>
    [Fact]
    public async Task Subscribe_ToAThousandTopicsAtOnce_IsNoFlood()
    {
        var limits = new ClientConnectionOptions();
        var prefix = PlatformFixture.NewId("t");
        await using var client = await _host.ConnectAsync();
        for (var number = 0; number < limits.MaxSubscriptions; number++)
        {
            await client.SendAsync(new { type = "subscription", data = new { topic = $"{prefix}-{number}" } });
        }

        for (var number = 0; number < limits.MaxSubscriptions; number++)
        {
            Assert.Equal("subscribed", (await client.NextAsync()).Data().Text("status"));
        }

        Assert.Empty(await client.DrainAsync());
    }

    /// <summary>Parts of a message that never ends: they add nothing to its size.</summary>
    [Fact]
    public async Task EmptyParts_WithoutEnd_AreClosedWith4007AndDisturbNobody()
    {
        await using var other = await _host.ConnectAsync();
        await using var client = await RawSocket.OpenAsync(_host.Address);
        await client.ReadFrameAsync();
        await client.SendAsync(RawSocket.Frame(0x01, []));
        await client.SendAsync([.. Enumerable.Repeat(RawSocket.Frame(0x00, []), 50_000).SelectMany(frame => frame)]);
        Assert.Equal(4007, await client.ReadCloseCodeAsync());
        Assert.Empty(await other.DrainAsync());
    }

    /// <summary>What was sent before the limit is answered, and the answers come before the close frame.</summary>
    [Fact]
    public async Task Messages_FasterThanAllowed_AreAnsweredToTheLimitAndThenClosedWith4007()
    {
        var burst = new ClientConnectionOptions().MessageBurst;
        await using var other = await _host.ConnectAsync();
        await using var client = await RawSocket.OpenAsync(_host.Address);
        await client.ReadFrameAsync();
        var heartbeat = RawSocket.Frame(0x81, Encoding.UTF8.GetBytes("""{"type":"heartbeat"}"""));
        var sending = client.SendAsync([.. Enumerable.Repeat(heartbeat, 20 * burst).SelectMany(frame => frame)]);
        var answers = 0;
        RawFrame frame;
        while ((frame = await client.ReadFrameAsync()).OpCode == 1)
        {
            answers++;
        }

        Assert.Equal(4007, frame.CloseCode);
        Assert.InRange(answers, burst, 19 * burst);
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.Empty(await other.DrainAsync());
        _host.Log.AssertNoErrors();
    }
}
