using System.Diagnostics;
using AndroidZen.Load.Measuring;
using AndroidZen.Load.Sockets;

namespace AndroidZen.Load.Subscribing;

/// <summary>Many subscribers of one server, counted together.</summary>
public sealed class Crowd : ISubscriberListener, IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly EventLoop _loop;
    private readonly ISubscriberDialect _dialect;
    private readonly string? _token;
    private readonly List<Subscriber> _subscribers = [];
    private readonly byte[] _keepAlive;
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _keptAlive;
    private int _opening;
    private int _ended;
    private bool _isClosing;

    public Crowd(EventLoop loop, ISubscriberDialect dialect, string? token = null)
    {
        (_loop, _dialect, _token) = (loop, dialect, token);
        _keepAlive = dialect.KeepAlive.IsEmpty ? [] : Frames.FrameWriter.Write(Frames.Opcode.Text, dialect.KeepAlive.Span);
        loop.Turned += KeepAlive;
    }

    public IReadOnlyList<Subscriber> Subscribers => _subscribers;

    /// <summary>How many publications have been read.</summary>
    public long Delivered { get; private set; }

    public int Opened { get; private set; }

    /// <summary>What ended before it was meant to.</summary>
    public int Lost { get; private set; }

    /// <summary>Why the first of them did.</summary>
    public string? FirstLoss { get; private set; }

    /// <summary>Measures how long publications took, if it is there.</summary>
    public LatencyRecorder? Latency { get; set; }

    /// <summary>Connects and subscribes.</summary>
    /// <param name="place">Between what.</param>
    /// <param name="count">How many.</param>
    /// <param name="topics">What each of them subscribes to, by number.</param>
    /// <param name="underWay">How many may be opening at a time.</param>
    /// <returns>How long it took.</returns>
    public TimeSpan Open(SubscriberPlace place, int count, Func<int, IReadOnlyList<string>> topics, int underWay)
    {
        var (start, total) = (Stopwatch.GetTimestamp(), _subscribers.Count + count);
        _loop.Turned += Begin;
        Begin();
        try
        {
            _loop.RunUntil(() => Opened == total || Lost > 0, _patience, $"{count} subscribers");
        }
        finally
        {
            _loop.Turned -= Begin;
        }

        ThrowIfLost();
        return Stopwatch.GetElapsedTime(start);

        void Begin()
        {
            for (; _opening < underWay && _subscribers.Count < total; _opening++)
            {
                _subscribers.Add(new Subscriber(place, _subscribers.Count, _dialect, topics(_subscribers.Count), this, _token));
            }
        }
    }

    /// <summary>A figure of subscribers that the server has cut off is worth nothing.</summary>
    public void ThrowIfLost()
    {
        if (Lost > 0)
        {
            throw new InvalidOperationException($"{Lost} of {_subscribers.Count} connections were lost; the first because: {FirstLoss}");
        }
    }

    /// <summary>Closes as the protocol has it, and waits for the ends.</summary>
    public void Close()
    {
        _isClosing = true;
        foreach (var subscriber in _subscribers.Where(subscriber => !subscriber.IsClosed))
        {
            subscriber.BeginClose();
        }

        _loop.TryRunUntil(() => _ended == _subscribers.Count, TimeSpan.FromSeconds(10));
        Dispose();
    }

    public void Dispose()
    {
        _loop.Turned -= KeepAlive;
        _subscribers.ForEach(subscriber => subscriber.Dispose());
    }

    void ISubscriberListener.OnOpened(Subscriber subscriber)
    {
        _opening--;
        Opened++;
    }

    void ISubscriberListener.OnMessage(Subscriber subscriber, ReadOnlySpan<byte> message)
    {
        Delivered += _dialect.Count(message);
        Latency?.Record(message);
    }

    void ISubscriberListener.OnEnded(Subscriber subscriber, int? closeCode, string why)
    {
        _ended++;
        if (!_isClosing)
        {
            Lost++;
            FirstLoss ??= closeCode is null ? why : $"close code {closeCode}";
        }
    }

    /// <summary>One after the other, spread over the period: all at once would be a load of its own.</summary>
    private void KeepAlive()
    {
        if (_keepAlive.Length == 0 || _isClosing)
        {
            return;
        }

        for (var due = (long)(Stopwatch.GetElapsedTime(_start) / _dialect.KeepAlivePeriod * _subscribers.Count); _keptAlive < due; _keptAlive++)
        {
            if (_subscribers[(int)(_keptAlive % _subscribers.Count)] is { IsOpen: true, IsClosed: false } subscriber)
            {
                subscriber.Send(_keepAlive);
            }
        }
    }
}
