using System.Text.Json;
using AndroidZen.Topics;

namespace AndroidZen.TestKit.Delivery;

/// <summary>One connection of a checking client: subscribes, asks again what was refused for the moment, and says when the connection is of no use any more.</summary>
internal sealed class CheckingConnection(Uri host, SocketClient socket, IReadOnlyList<string> topics, FrameReader reader, DeliveryChecker checker, Func<TimeSpan> now)
{
    private static readonly TimeSpan _retryPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _answerTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, TimeSpan> _unanswered = [];
    private readonly Dictionary<string, TimeSpan> _refused = [];
    private TimeSpan _silenceLimit = _answerTimeout;
    private TimeSpan _lastTick = now();
    private TimeSpan _silence;
    private TimeSpan? _departure;

    /// <summary>Serves the connection until it ends.</summary>
    /// <returns>Why it has ended.</returns>
    public async Task<string> ServeAsync(CancellationToken stop)
    {
        while (true)
        {
            var more = socket.Frames.WaitToReadAsync(stop).AsTask();
            while (!more.IsCompleted)
            {
                // The end is for `more` to hear: a delay that has ended already would let this loop keep the very thread that has to tell it.
                await Task.WhenAny(more, Task.Delay(_tick, CancellationToken.None));
                if (await TickAsync() is { } reason)
                {
                    return reason;
                }
            }

            if (!await more)
            {
                return socket.CloseCode is >= 4500 and < 5000
                    ? throw new InvalidOperationException($"{host} closed with {socket.CloseCode}, after which a client must not come back.")
                    : $"closed with {socket.CloseCode?.ToString() ?? "no word"}";
            }

            while (socket.Frames.TryRead(out var frame))
            {
                _silence = TimeSpan.Zero;
                await OnFrameAsync(frame);
            }
        }
    }

    /// <summary>On the platform's own topics one is from the greeting on.</summary>
    private void OnGreeting(JsonElement granted)
    {
        foreach (var topic in topics.Where(TopicNames.IsPlatformOwn))
        {
            checker.Accept(FrameReader.ReadGranted(topic, granted.GetProperty(topic), now()));
        }
    }

    private async Task<string?> TickAsync()
    {
        // Only what it has watched counts: when the machine stands still, so does the client.
        var watched = TimeSpan.FromTicks(Math.Min((now() - _lastTick).Ticks, (2 * _tick).Ticks));
        (_lastTick, _silence) = (now(), _silence + watched);

        foreach (var topic in _refused.Where(topic => topic.Value + _retryPause <= now()).Select(topic => topic.Key).ToList())
        {
            _refused.Remove(topic);
            await SubscribeAsync(topic);
        }

        if (_unanswered.FirstOrDefault(request => request.Value + _answerTimeout <= now()).Key is { } topicWithoutAnswer)
        {
            checker.Accept(new SubscriptionUnanswered(now(), topicWithoutAnswer));
            return $"the subscription to {topicWithoutAnswer} was not answered for {_answerTimeout}";
        }

        if (_departure <= now())
        {
            await socket.CloseAsync();
            return "it was told to reconnect";
        }

        return _silence >= _silenceLimit ? $"nothing was heard for {_silenceLimit}" : null;
    }

    private async Task OnFrameAsync(JsonElement frame)
    {
        var data = frame.GetProperty("data");
        switch (frame.GetProperty("type").GetString())
        {
            case "device_connected" when !frame.TryGetProperty("topic", out _):
                checker.Accept(new ConnectionOpened(now(), host));
                OnGreeting(data.GetProperty("topics"));
                _silenceLimit = TimeSpan.FromMilliseconds(2 * data.GetProperty("heartbeat_interval_ms").GetInt64()) + TimeSpan.FromSeconds(5);
                foreach (var topic in topics.Where(topic => !TopicNames.IsPlatformOwn(topic)))
                {
                    await SubscribeAsync(topic);
                }

                break;
            case "reconnect":
                var after = TimeSpan.FromMilliseconds(data.GetProperty("after_ms").GetInt64());
                checker.Accept(new ReconnectTold(now(), after));
                _departure = now() + after;
                break;
            case "heartbeat" when data.TryGetProperty("source", out _):
                await socket.SendAsync(new { type = "heartbeat", data = new { } });
                break;
            default:
                if (reader.Read(frame, now()) is { } seen)
                {
                    checker.Accept(seen);
                    OnAnswer(seen);
                }

                break;
        }
    }

    private void OnAnswer(TopicEvent seen)
    {
        switch (seen)
        {
            case SubscriptionAcknowledged { IsAnswer: true }:
                _unanswered.Remove(seen.Topic);
                break;
            case SubscriptionRefused { Code: "unavailable" }:
                _unanswered.Remove(seen.Topic);
                _refused[seen.Topic] = seen.At;
                break;
            case SubscriptionRefused refusal:
                throw new InvalidOperationException($"{refusal.Topic} was refused: {refusal.Code}.");
            default:
                break;
        }
    }

    private async Task SubscribeAsync(string topic)
    {
        var since = checker.PositionOf(topic);
        _unanswered[topic] = now();
        checker.Accept(new SubscriptionSent(now(), topic, since));
        await socket.SendAsync(since is { } position
            ? new { type = "subscription", id = topic, data = new { topic, since = new { epoch = position.Epoch, offset = position.Offset } } }
            : new { type = "subscription", id = topic, data = new { topic } });
    }
}
