using System.Buffers.Text;
using System.Text;
using AndroidZen.Load.Subscribing;

namespace AndroidZen.LoadGenerator;

/// <summary>Holds each subscriber's publications against the promise: within an epoch, every offset once, from the acknowledged position on.</summary>
internal sealed class PositionChecker : IMessageObserver
{
    private static readonly byte[] _topicMember = "\"topic\":\""u8.ToArray();
    private static readonly byte[] _epochMember = "\"epoch\":\""u8.ToArray();
    private static readonly byte[] _offsetMember = "\"offset\":"u8.ToArray();

    private readonly Dictionary<int, List<Place>> _places = [];
    private readonly Dictionary<string, Place> _tops = [];

    /// <summary>Publications that were jumped over.</summary>
    public long Lost { get; private set; }

    /// <summary>Publications that came again.</summary>
    public long Duplicated { get; private set; }

    /// <summary>Topics that began anew under a subscriber.</summary>
    public long NewEpochs { get; private set; }

    /// <summary>Whether every subscriber has what any other one has.</summary>
    public bool IsComplete() => CountMissingAtEnd() == 0;

    /// <summary>What others on the same topics have, and a subscriber has not.</summary>
    public long CountMissingAtEnd() => _places.Values.SelectMany(places => places)
        .Sum(place => _tops[place.Topic] is var top && top.Epoch.AsSpan().SequenceEqual(place.Epoch) ? Math.Max(0, top.Offset - place.Offset) : 0);

    void IMessageObserver.OnAnswer(Subscriber subscriber, ReadOnlySpan<byte> message) => Begin(subscriber.Number, message);

    void IMessageObserver.OnMessage(Subscriber subscriber, ReadOnlySpan<byte> message) => Check(subscriber.Number, message);

    /// <summary>An acknowledgement: what follows its position is expected.</summary>
    public void Begin(int subscriber, ReadOnlySpan<byte> message)
    {
        if (TryReadPosition(message, out var topic, out var epoch, out var offset))
        {
            Move(Find(subscriber, topic), epoch, offset);
        }
    }

    /// <summary>A message, after the opening.</summary>
    public void Check(int subscriber, ReadOnlySpan<byte> message)
    {
        if (!TryReadPosition(message, out var topic, out var epoch, out var offset))
        {
            return;
        }

        var place = Find(subscriber, topic);
        if (!place.Epoch.AsSpan().SequenceEqual(epoch))
        {
            NewEpochs += place.Epoch.Length > 0 ? 1 : 0;
            Move(place, epoch, offset);
        }
        else if (message.StartsWith("{\"type\":\"subscription\""u8))
        {
            Lost += Math.Max(0, offset - place.Offset); // The server says that what is between is gone for good.
            Move(place, epoch, offset);
        }
        else if (offset <= place.Offset)
        {
            Duplicated++;
        }
        else
        {
            Lost += offset - place.Offset - 1;
            Move(place, epoch, offset);
        }
    }

    private Place Find(int subscriber, ReadOnlySpan<byte> topic)
    {
        if (!_places.TryGetValue(subscriber, out var places))
        {
            _places[subscriber] = places = [];
        }

        foreach (var place in places)
        {
            if (place.TopicBytes.AsSpan().SequenceEqual(topic))
            {
                return place;
            }
        }

        var added = new Place(topic.ToArray());
        places.Add(added);
        _tops.TryAdd(added.Topic, new Place(added.TopicBytes));
        return added;
    }

    private void Move(Place place, ReadOnlySpan<byte> epoch, long offset)
    {
        place.MoveTo(epoch, offset);
        var top = _tops[place.Topic];
        if (!top.Epoch.AsSpan().SequenceEqual(epoch) || top.Offset < offset)
        {
            top.MoveTo(epoch, offset);
        }
    }

    /// <summary>From the end: what was published may have members of the same names.</summary>
    private static bool TryReadPosition(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> topic, out ReadOnlySpan<byte> epoch, out long offset)
    {
        topic = ReadText(message, message.LastIndexOf(_topicMember), _topicMember.Length);
        epoch = ReadText(message, message.LastIndexOf(_epochMember), _epochMember.Length);
        var at = message.LastIndexOf(_offsetMember);
        offset = 0;
        return !topic.IsEmpty && !epoch.IsEmpty && at >= 0 && Utf8Parser.TryParse(message[(at + _offsetMember.Length)..], out offset, out _);
    }

    private static ReadOnlySpan<byte> ReadText(ReadOnlySpan<byte> message, int at, int memberLength)
    {
        if (at < 0)
        {
            return default;
        }

        var text = message[(at + memberLength)..];
        return text[..Math.Max(0, text.IndexOf((byte)'"'))];
    }

    private sealed class Place(byte[] topic)
    {
        public byte[] TopicBytes => topic;

        public string Topic { get; } = Encoding.UTF8.GetString(topic);

        public byte[] Epoch { get; private set; } = [];

        public long Offset { get; private set; }

        public void MoveTo(ReadOnlySpan<byte> epoch, long offset)
        {
            Offset = offset;
            if (!Epoch.AsSpan().SequenceEqual(epoch))
            {
                Epoch = epoch.ToArray();
            }
        }
    }
}
