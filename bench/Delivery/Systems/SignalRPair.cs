using AndroidZen.Delivery.Traffic;
using AndroidZen.TestKit;

namespace AndroidZen.Delivery.Systems;

/// <summary>Two nodes of <c>bench/SignalRNode</c> behind one Redis: from a POST at one to a socket at the other.</summary>
internal sealed class SignalRPair : IRoute, IAsyncDisposable
{
    /// <summary>What ends every message of SignalR's JSON protocol.</summary>
    private const string End = "\u001e";

    private readonly RedisServer _redis;
    private readonly PlatformProcess[] _nodes;
    private readonly HttpPublisher _http;

    private SignalRPair(RedisServer redis, PlatformProcess[] nodes)
    {
        (_redis, _nodes) = (redis, nodes);
        _http = new HttpPublisher(new Uri(nodes[^1].Address!, "/publish"));
    }

    public string Name => "SignalR, Redis backplane; POST, two nodes";

    public static async Task<SignalRPair> StartAsync()
    {
        var redis = await RedisServer.StartAsync();
        var settings = new Dictionary<string, string> { ["Redis"] = redis.ConnectionString };
        var pair = new SignalRPair(redis, [StartNode("node 1", settings), StartNode("node 2", settings)]);
        await Task.WhenAll(pair._nodes.Select(node => node.WhenReadyAsync()));
        return pair;
    }

    public Task PublishAsync(byte[] json) => _http.PostAsync(json);

    public async Task<Subscriber> SubscribeAsync()
    {
        // Not with SignalR's own client: what reads the sockets is the same for all.
        var subscriber = await Subscriber.ConnectAsync(new UriBuilder(_nodes[0].Address!) { Scheme = "ws", Path = "/hub" }.Uri, keepAlive: """{"type":6}""" + End);
        await subscriber.SendAsync("""{"protocol":"json","version":1}""" + End);
        await subscriber.WhenReadAsync("{}");
        await subscriber.SendAsync("""{"type":1,"invocationId":"1","target":"Subscribe","arguments":[]}""" + End);
        await subscriber.WhenReadAsync("\"type\":3");
        return subscriber;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await _redis.DisposeAsync();
    }

    private static PlatformProcess StartNode(string name, Dictionary<string, string> settings) =>
        PlatformProcess.StartWebServer(name, "bench/SignalRNode", "AndroidZen.SignalRNode", settings);
}
