using System.Collections.Concurrent;
using System.Reflection;
using System.Threading.Channels;
using AndroidZen.Connections;
using AndroidZen.Gateways;
using AndroidZen.Presence;
using AndroidZen.TestKit;
using AndroidZen.Topics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace AndroidZen.WebHost.Tests.Gateways;

/// <summary>
/// The cluster as one web gateway sees it: its grain, its stream, and the grains that keep its leases. It remembers the calls in their order, and any call can be made to
/// hang or to fail.
/// </summary>
internal sealed partial class FakeCluster
{
    private readonly Channel<string> _calls = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, Func<Task>> _obstacles = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Subscription, IAsyncBatchObserver<GatewayEvent>> _subscriptions = new();
    private readonly IAsyncStream<GatewayEvent> _stream;
    private readonly ServiceProvider _services;

    public FakeCluster()
    {
        _stream = Stub.For<IAsyncStream<GatewayEvent>>(AnswerOfStream);
        _services = new ServiceCollection()
            .AddKeyedSingleton(GatewayStreams.ProviderName, Stub.For<IStreamProvider>((_, _) => _stream))
            .BuildServiceProvider();
        Client = Stub.For<IClusterClient>(AnswerOfClient);
    }

    public IClusterClient Client { get; }

    /// <summary>What the gateway has attached with; <see langword="null"/> while its grain does not know it.</summary>
    public GatewayRegistration? Registration { get; set; }

    /// <summary>How many observers the stream has.</summary>
    public int Subscriptions => _subscriptions.Count;

    public long MembershipVersion { get; set; } = 1;

    /// <summary>The connections whose claims others have.</summary>
    public ConcurrentBag<string> Replaced { get; } = [];

    /// <summary>What was stated of topics' presence.</summary>
    public ConcurrentQueue<GatewayMembers> Members { get; } = new();

    /// <summary>Sends a heartbeat down the stream.</summary>
    public Task SendHeartbeatAsync(DateTimeOffset now) => SendAsync(new GatewayEvent { Heartbeat = new GatewayHeartbeat(now) });

    /// <summary>Sends anything down the stream.</summary>
    public Task SendAsync(GatewayEvent sent) => Task.WhenAll(_subscriptions.Values.Select(observer => observer.OnNextAsync([new SequentialItem<GatewayEvent>(sent, null!)])));

    /// <summary>What the gateway's grain does when it has heard nothing for too long.</summary>
    public void TakeForDead()
    {
        Registration = null;
        _subscriptions.Clear();
    }

    /// <summary>The next calls are these, in this order.</summary>
    public async Task ExpectAsync(params string[] calls)
    {
        foreach (var expected in calls)
        {
            Assert.Equal(expected, await NextAsync(expected));
        }
    }

    /// <summary>The next calls are these, in whatever order.</summary>
    public async Task ExpectAllAsync(params string[] calls)
    {
        var made = new List<string>();
        while (made.Count < calls.Length)
        {
            made.Add(await NextAsync($"call {made.Count + 1} of [{string.Join(", ", calls)}] after [{string.Join(", ", made)}]"));
        }

        Assert.Equal(calls.Order(StringComparer.Ordinal), made.Order(StringComparer.Ordinal));
    }

    /// <summary>Calls that have been made and not been expected yet.</summary>
    public IReadOnlyList<string> Rest()
    {
        var calls = new List<string>();
        while (_calls.Reader.TryRead(out var call))
        {
            calls.Add(call);
        }

        return calls;
    }

    /// <summary>Makes the calls that begin so hang, until the answer is completed.</summary>
    public TaskCompletionSource Hold(string calls)
    {
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _obstacles[calls] = () => hold.Task;
        return hold;
    }

    /// <summary>Makes the calls that begin so fail, until <see cref="Heal"/>.</summary>
    public void Fail(string calls) => _obstacles[calls] = () => Task.FromException(new TimeoutException($"'{calls}' fails in this test."));

    public void Heal(string calls) => _obstacles.TryRemove(calls, out _);

    private async Task<string> NextAsync(string what)
    {
        try
        {
            return await _calls.Reader.ReadAsync().AsTask().WaitAsync(SocketClient.Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The cluster was not called: {what}.");
        }
    }

    /// <summary>A call that is given up before it is made is not made; one that is given up later goes on.</summary>
    private Task CallAsync(string call, Action? effect = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return RunAsync(call, effect).WaitAsync(cancellationToken);
    }

    private async Task RunAsync(string call, Action? effect)
    {
        var obstacles = _obstacles.Where(obstacle => call.StartsWith(obstacle.Key, StringComparison.Ordinal)).ToList(); // Those of now: who hears of the call may take them away.
        _calls.Writer.TryWrite(call);
        foreach (var (_, obstacle) in obstacles)
        {
            await obstacle();
        }

        effect?.Invoke();
    }

    private object AnswerOfClient(MethodInfo method, object?[] arguments) => (method.Name, method.GetGenericArguments().SingleOrDefault()?.Name) switch
    {
        ("get_" + nameof(IClusterClient.ServiceProvider), _) => _services,
        (nameof(IGrainFactory.CreateObjectReference), _) => arguments[0]!,
        (nameof(IGrainFactory.GetGrain), nameof(IGatewayGrain)) => new Gateway(this),
        (nameof(IGrainFactory.GetGrain), nameof(IConnectionDirectoryGrain)) => new Directory(this),
        (nameof(IGrainFactory.GetGrain), null) when arguments is [GrainId id, GrainInterfaceType] => id.Type.ToString() switch
        {
            "subscription" => new Topic(this, id.Key.ToString()!),
            "connection-directory" => new Directory(this),
            "presence" => new Presence(this, id.Key.ToString()!),
            "user" => new User(this, GrainKeys.ToId(id.Key.ToString()!)),
            _ => throw new NotSupportedException(id.ToString()),
        },
        (nameof(IGrainFactory.GetGrain), nameof(IInterestGrain)) => new Interest(this),
        _ => throw new NotSupportedException(method.ToString()),
    };

    private object AnswerOfStream(MethodInfo method, object?[] arguments) => (method.Name, arguments) switch
    {
        (nameof(_stream.GetAllSubscriptionHandles), _) => ListAsync(),
        (nameof(_stream.SubscribeAsync), [IAsyncBatchObserver<GatewayEvent> observer]) => SubscribeAsync(observer),
        _ => throw new NotSupportedException(method.ToString()),
    };

    private async Task<IList<StreamSubscriptionHandle<GatewayEvent>>> ListAsync()
    {
        await CallAsync("list subscriptions");
        return [.. _subscriptions.Keys];
    }

    private async Task<StreamSubscriptionHandle<GatewayEvent>> SubscribeAsync(IAsyncBatchObserver<GatewayEvent> observer)
    {
        var subscription = new Subscription(this);
        await CallAsync("subscribe", () => _subscriptions[subscription] = observer);
        return subscription;
    }

    private sealed class Subscription(FakeCluster cluster) : StreamSubscriptionHandle<GatewayEvent>
    {
        public override StreamId StreamId => throw new NotSupportedException();

        public override string ProviderName => GatewayStreams.ProviderName;

        public override Guid HandleId { get; } = Guid.NewGuid();

        public override Task UnsubscribeAsync() => cluster.CallAsync("unsubscribe", () => cluster._subscriptions.TryRemove(this, out _));

        public override Task<StreamSubscriptionHandle<GatewayEvent>> ResumeAsync(IAsyncObserver<GatewayEvent> observer, StreamSequenceToken? token = null) =>
            throw new NotSupportedException();

        public override Task<StreamSubscriptionHandle<GatewayEvent>> ResumeAsync(IAsyncBatchObserver<GatewayEvent> observer, StreamSequenceToken? token = null) =>
            throw new NotSupportedException();

        public override bool Equals(StreamSubscriptionHandle<GatewayEvent>? other) => ReferenceEquals(this, other);
    }
}
