using AndroidZen.Delivery.Traffic;
using AndroidZen.Silo.Hosting;
using AndroidZen.TestKit;
using AndroidZen.TestKit.Storage;

namespace AndroidZen.Delivery.Systems;

/// <summary>Two nodes of <c>bench/SignalRNode</c> and what is between them: from a POST at one to a socket at the other.</summary>
internal sealed class SignalRPair : IRoute, IAsyncDisposable
{
    /// <summary>What ends every message of SignalR's JSON protocol.</summary>
    private const string End = "\u001e";

    private const string Project = "bench/SignalRNode";
    private const string Assembly = "AndroidZen.SignalRNode";

    private readonly IAsyncDisposable _between;
    private readonly PlatformProcess[] _nodes;
    private readonly HttpPublisher _http;

    private SignalRPair(string name, string path, IAsyncDisposable between, Dictionary<string, string> settings)
    {
        (Name, _between) = (name, between);
        _nodes = [.. Enumerable.Range(1, 2).Select(number => PlatformProcess.StartWebServer($"{name}, node {number}", Project, Assembly, settings))];
        _http = new HttpPublisher(new Uri(_nodes[^1].Address!, path));
    }

    public string Name { get; }

    /// <summary>With its Redis backplane, as it is used.</summary>
    public static async Task<SignalRPair> StartAsync()
    {
        var redis = await RedisServer.StartNewAsync();
        return await StartAsync("SignalR, Redis backplane; POST, two nodes", "/publish/performance", redis, new() { ["Redis"] = redis.ConnectionString });
    }

    /// <summary>With a .NET process that does nothing but forward: the floor of all that has one there.</summary>
    public static async Task<SignalRPair> StartWithRelayAsync()
    {
        var address = $"127.0.0.1:{FreePort.Next()}";
        var relay = PlatformProcess.StartProgram("relay", Project, Assembly, new Dictionary<string, string>(), "relay", address);
        await relay.WhenStartedAsync();
        return await StartAsync("SignalR, a relay that only forwards; POST, two nodes", "/relay", relay, new() { ["Relay"] = address });
    }

    public Task PublishAsync(byte[] json) => _http.PostAsync(json);

    public async Task<Subscriber> SubscribeAsync()
    {
        // Not with SignalR's own client: what reads the sockets is the same for all.
        var subscriber = await Subscriber.ConnectAsync(new UriBuilder(_nodes[0].Address!) { Scheme = "ws", Path = "/hub" }.Uri, keepAlive: """{"type":6}""" + End);
        await subscriber.SendAsync("""{"protocol":"json","version":1}""" + End);
        await subscriber.WhenReadAsync("{}");
        await subscriber.SendAsync("""{"type":1,"invocationId":"1","target":"Subscribe","arguments":["performance"]}""" + End);
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

        await _between.DisposeAsync();
    }

    private static async Task<SignalRPair> StartAsync(string name, string path, IAsyncDisposable between, Dictionary<string, string> settings)
    {
        var pair = new SignalRPair(name, path, between, settings);
        await Task.WhenAll(pair._nodes.Select(node => node.WhenReadyAsync()));
        return pair;
    }
}
