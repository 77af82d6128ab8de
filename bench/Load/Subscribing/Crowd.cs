using System.Diagnostics;
using AndroidZen.Load.Sockets;

namespace AndroidZen.Load.Subscribing;

/// <summary>Many subscribers of one server, counted together.</summary>
public sealed class Crowd : ISubscriberListener, IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly EventLoop _loop;
    private readonly ISubscriberDialect _dialect;
    private readonly Func<int, string?> _token;
    private readonly List<Subscriber> _subscribers = [];
    private readonly Dictionary<string, int> _losses = [];
    private readonly KeepAlives _keepAlives;
    private int _opening;
    private int _ended;
    private bool _isClosing;

    public Crowd(EventLoop loop, ISubscriberDialect dialect, string? token = null)
        : this(loop, dialect, _ => token)
    {
    }

    /// <param name="loop">Who reads them.</param>
    /// <param name="dialect">How the server is spoken to.</param>
    /// <param name="token">The token of each, by its number.</param>
    public Crowd(EventLoop loop, ISubscriberDialect dialect, Func<int, string?> token)
    {
        (_loop, _dialect, _token, _keepAlives) = (loop, dialect, token, new KeepAlives(dialect, _subscribers));
        loop.Turned += _keepAlives.SendDue;
    }

    public IReadOnlyList<Subscriber> Subscribers => _subscribers;

    /// <summary>How many publications have been read.</summary>
    public long Delivered { get; private set; }

    /// <summary>How many have been subscribed, whether they still are or not.</summary>
    public int Opened { get; private set; }

    /// <summary>How many are.</summary>
    public int Open { get; private set; }

    /// <summary>What ended before it was meant to, by cause.</summary>
    public IReadOnlyDictionary<string, int> Losses => _losses;

    /// <summary>Looks into messages.</summary>
    public IReadOnlyList<IMessageObserver> Observers { get; set; } = [];

    /// <summary>Connects and subscribes, and waits until all that is done or has failed.</summary>
    /// <param name="place">Between what.</param>
    /// <param name="count">How many.</param>
    /// <param name="topics">What each of them subscribes to, by number.</param>
    /// <param name="pace">How fast.</param>
    /// <param name="stopping">Ends the wait.</param>
    /// <returns>How long it took.</returns>
    public TimeSpan Connect(SubscriberPlace place, int count, Func<int, IReadOnlyList<string>> topics, OpeningPace? pace = null, CancellationToken stopping = default)
    {
        var (start, first, total) = (Stopwatch.GetTimestamp(), _subscribers.Count, _subscribers.Count + count);
        pace ??= new OpeningPace();
        _loop.Turned += Begin;
        Begin();
        try
        {
            _loop.RunUntil(() => (_subscribers.Count == total && _opening == 0) || stopping.IsCancellationRequested, Patience(), $"{count} subscribers");
        }
        finally
        {
            _loop.Turned -= Begin;
        }

        return Stopwatch.GetElapsedTime(start);

        void Begin()
        {
            var due = first + (pace.PerSecond is { } perSecond ? (int)(Stopwatch.GetElapsedTime(start).TotalSeconds * perSecond) : count);
            for (; _opening < pace.UnderWay && _subscribers.Count < Math.Min(due, total); _opening++)
            {
                _subscribers.Add(new Subscriber(place, _subscribers.Count, _dialect, topics(_subscribers.Count), this, _token(_subscribers.Count)));
            }
        }

        TimeSpan Patience() => TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(count / (pace.PerSecond ?? 500));
    }

    /// <summary>A figure of subscribers that the server has cut off is worth nothing.</summary>
    public void ThrowIfLost()
    {
        if (_losses.Count > 0)
        {
            throw new InvalidOperationException($"{_losses.Values.Sum()} of {_subscribers.Count} connections were lost: {string.Join("; ", _losses.Select(loss => $"{loss.Value} × {loss.Key}"))}");
        }
    }

    /// <summary>Closes as the protocol has it, and waits for the ends.</summary>
    public void Close()
    {
        _isClosing = true;
        _loop.Turned -= _keepAlives.SendDue;
        foreach (var subscriber in _subscribers.Where(subscriber => !subscriber.IsClosed))
        {
            subscriber.BeginClose();
        }

        _loop.TryRunUntil(() => _ended == _subscribers.Count, _patience);
        Dispose();
    }

    public void Dispose()
    {
        _loop.Turned -= _keepAlives.SendDue;
        _subscribers.ForEach(subscriber => subscriber.Dispose());
    }

    void ISubscriberListener.OnAnswer(Subscriber subscriber, ReadOnlySpan<byte> message)
    {
        foreach (var observer in Observers)
        {
            observer.OnAnswer(subscriber, message);
        }
    }

    void ISubscriberListener.OnOpened(Subscriber subscriber)
    {
        _opening--;
        Opened++;
        Open++;
    }

    void ISubscriberListener.OnMessage(Subscriber subscriber, ReadOnlySpan<byte> message)
    {
        Delivered += _dialect.Count(message);
        foreach (var observer in Observers)
        {
            observer.OnMessage(subscriber, message);
        }
    }

    void ISubscriberListener.OnEnded(Subscriber subscriber, int? closeCode, string why)
    {
        _ended++;
        if (subscriber.IsOpen)
        {
            Open--;
        }
        else
        {
            _opening--;
        }

        if (!_isClosing)
        {
            var cause = closeCode is null ? why : $"close code {closeCode}";
            _losses[cause] = _losses.GetValueOrDefault(cause) + 1;
        }
    }
}
