using System.Diagnostics;
using System.Text.Json;
using AndroidZen.TestKit.Delivery;
using AndroidZen.WebHost.Protocol;
using AndroidZen.WebHost.Tests.Connections;

namespace AndroidZen.WebHost.Tests.Delivery;

/// <summary>A client of gateways in this process, which goes on from where it was; its checker judges what it was sent.</summary>
internal sealed class ClientOfGateways(string name, IReadOnlyList<string> topics, string run, TimeProvider clock) : IAsyncDisposable
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly FrameReader _reader = new(run);
    private FakeClient? _client;
    private GatewayOfSilos? _gateway;

    public DeliveryChecker Checker { get; } = new(name);

    private TimeSpan Now => Stopwatch.GetElapsedTime(_started);

    /// <summary>Connects to a gateway, after the connection that it has is broken, and subscribes with what it has.</summary>
    public async Task ConnectAsync(GatewayOfSilos gateway)
    {
        await BreakAsync();
        _client = new FakeClient(clock);
        _gateway = gateway;
        gateway.Add(_client.Connection);
        Checker.Accept(new ConnectionOpened(Now, new Uri("http://in-process")));
        foreach (var topic in topics)
        {
            await SubscribeAsync(gateway, _client, topic);
        }
    }

    /// <summary>Reads what it has been sent.</summary>
    public async Task ReadAsync()
    {
        if (_client is null)
        {
            return;
        }

        Assert.Null(_client.EndedAs);
        foreach (var frame in await _client.ReceivedAsync())
        {
            if (_reader.Read(frame, Now) is { } seen)
            {
                Checker.Accept(seen);
            }
        }
    }

    public async ValueTask DisposeAsync() => await BreakAsync();

    private async Task BreakAsync()
    {
        if (_client is null)
        {
            return;
        }

        await ReadAsync();
        await _gateway!.RemoveAsync(_client.Connection, topics);
        await _client.DisposeAsync();
        _client = null;
        Checker.Accept(new ConnectionBroken(Now, "the test has broken it"));
    }

    /// <summary>While a silo is being replaced, topics do not answer: as docs/protocol.md says, the client asks again.</summary>
    private async Task SubscribeAsync(GatewayOfSilos gateway, FakeClient client, string topic)
    {
        var since = Checker.PositionOf(topic);
        Checker.Accept(new SubscriptionSent(Now, topic, since));
        var id = new MessageId(JsonSerializer.SerializeToUtf8Bytes(topic));
        await TestKit.Eventually.HoldsAsync($"{topic} takes a subscription", async () =>
        {
            try
            {
                await gateway.SubscribeAsync(topic, client.Connection, since, answer => client.Connection.Enqueue(FrameEncoder.Subscribed(topic, answer, clock.GetUtcNow(), id)));
                return true;
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException)
            {
                return false;
            }
        });
    }
}
