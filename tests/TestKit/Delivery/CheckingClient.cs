using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using AndroidZen.Topics;

namespace AndroidZen.TestKit.Delivery;

/// <summary>
/// A client that loses nothing, by docs/protocol.md alone: it connects to any of several hosts, subscribes, connects again when the connection breaks or falls silent, or when its host tells
/// it to, and goes on from where it was. Its checker judges what it saw.
/// </summary>
public sealed class CheckingClient : IAsyncDisposable
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly IReadOnlyList<Uri> _hosts;
    private readonly IReadOnlyList<string> _topics;
    private readonly FrameReader _reader;
    private readonly string? _token;
    private readonly Task _running;

    /// <summary>Starts.</summary>
    /// <param name="name">For reports.</param>
    /// <param name="hosts">The web hosts to choose from; the first one is tried first.</param>
    /// <param name="topics">What to be on. Those with a <c>$</c> come with the connection.</param>
    /// <param name="run">The run whose numbers count.</param>
    /// <param name="token">None for an anonymous client.</param>
    public CheckingClient(string name, IReadOnlyList<Uri> hosts, IReadOnlyList<string> topics, string run, string? token = null)
    {
        (_hosts, _topics, _reader, _token) = (hosts, topics, new FrameReader(run), token);
        Checker = new DeliveryChecker(name);
        _running = Task.Run(RunAsync);
    }

    public DeliveryChecker Checker { get; }

    /// <summary>Whether it is on all of its topics now. Throws if the client cannot go on.</summary>
    public bool IsSubscribed
    {
        get
        {
            if (_running.IsFaulted)
            {
                _running.GetAwaiter().GetResult();
            }

            return _topics.All(Checker.IsSubscribed);
        }
    }

    private TimeSpan Now => Stopwatch.GetElapsedTime(_started);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var pause = _firstPause;
        for (var attempt = 0; !_stop.IsCancellationRequested; attempt++)
        {
            var connections = Checker.Connections;
            var reason = await ConnectOnceAsync(_hosts[attempt % _hosts.Count]);
            Checker.Accept(new ConnectionBroken(Now, reason));
            pause = Checker.Connections > connections ? _firstPause : pause * 2 < _longestPause ? pause * 2 : _longestPause;
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The life of one connection.</summary>
    /// <returns>Why it ended.</returns>
    private async Task<string> ConnectOnceAsync(Uri host)
    {
        try
        {
            await using var socket = await SocketClient.OpenAsync(host, token: _token, since: AskForPlatformOwn());
            return await new CheckingConnection(host, socket, _topics, _reader, Checker, () => Now).ServeAsync(_stop.Token);
        }
        catch (Exception exception) when (exception is WebSocketException or TimeoutException or HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }

    /// <summary>The handshake's <c>since</c>.</summary>
    private string? AskForPlatformOwn()
    {
        var had = new Dictionary<string, object>();
        foreach (var topic in _topics.Where(TopicNames.IsPlatformOwn))
        {
            var position = Checker.PositionOf(topic);
            Checker.Accept(new SubscriptionSent(Now, topic, position));
            if (position is { } since)
            {
                had[topic] = new { epoch = since.Epoch, offset = since.Offset };
            }
        }

        return had.Count == 0 ? null : JsonSerializer.Serialize(had);
    }
}
