using AndroidZen.Topics;

namespace AndroidZen.TestKit.Delivery;

/// <summary>Judges what one client saw of all its topics. A client feeds it while a test asks it.</summary>
public sealed class DeliveryChecker(string client)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TopicChecker> _topics = [];

    /// <summary>How often a host has greeted the client.</summary>
    public int Connections { get; private set; }

    /// <summary>The host that greeted it last.</summary>
    public Uri? Host { get; private set; }

    /// <summary>How often a host that shuts down has told it to go.</summary>
    public int ReconnectsTold { get; private set; }

    /// <summary>How often it was told, on any topic, that all it had missed follows.</summary>
    public int Recoveries
    {
        get
        {
            lock (_lock)
            {
                return _topics.Values.Sum(topic => topic.Recoveries);
            }
        }
    }

    /// <summary>Whether it was told, on any topic, of a loss: a gap, or a new epoch.</summary>
    public bool HasLostAnything
    {
        get
        {
            lock (_lock)
            {
                return _topics.Values.Any(topic => topic.HasLost);
            }
        }
    }

    public void Accept(DeliveryEvent seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        lock (_lock)
        {
            if (seen is ConnectionOpened opened)
            {
                Connections++;
                Host = opened.Host;
            }

            ReconnectsTold += seen is ReconnectTold ? 1 : 0;
            foreach (var topic in seen is TopicEvent about ? AboutTopic(about) : _topics.Values)
            {
                topic.Accept(seen);
            }
        }
    }

    /// <summary>What a client names when it subscribes again.</summary>
    public TopicPosition? PositionOf(string topic) => Ask(topic, static it => it.Position);

    public bool IsSubscribed(string topic) => Ask(topic, static it => it.IsSubscribed);

    /// <summary>Whether it was told of a loss on this topic.</summary>
    public bool HasLost(string topic) => Ask(topic, static it => it.HasLost);

    public bool HasReceived(string topic, long number) => Ask(topic, it => it.HasReceived(number));

    /// <summary>Everything that is wrong: on the topics that promise something, and on others that were never asked for.</summary>
    public IReadOnlyList<DeliveryViolation> Verdict(IEnumerable<TopicExpectation> expectations)
    {
        lock (_lock)
        {
            var promised = expectations.ToDictionary(expectation => expectation.Topic);
            return
            [
                .. promised.Values.SelectMany(expectation => Of(expectation.Topic).Verdict(expectation)),
                .. _topics.Values.Where(topic => !promised.ContainsKey(topic.Topic)).SelectMany(topic => topic.Violations),
            ];
        }
    }

    /// <summary>The figures, one line per topic.</summary>
    public string Report()
    {
        lock (_lock)
        {
            return string.Join('\n', [$"{client}: {Connections} connections", .. _topics.Values.Select(topic =>
                $"  {topic.Topic}: {topic.Received} received, {topic.Numbers} numbers, {topic.Recoveries} recoveries, {topic.ToldGaps} told gaps ({topic.ToldMissed} missed), "
                + $"{topic.EpochChanges} epoch changes, longest silence {topic.LongestSilence.TotalSeconds:F1} s, violations: {topic.Violations.Count(violation => !violation.IsForDurableTopicsOnly)}")]);
        }
    }

    private T Ask<T>(string topic, Func<TopicChecker, T> question)
    {
        lock (_lock)
        {
            return question(Of(topic));
        }
    }

    // What the platform sends to everybody, or to a user, comes without being asked for, and nobody here publishes it.
    private IEnumerable<TopicChecker> AboutTopic(TopicEvent seen) => TopicNames.IsPlatformOwn(seen.Topic) && !_topics.ContainsKey(seen.Topic) ? [] : [Of(seen.Topic)];

    private TopicChecker Of(string topic)
    {
        if (!_topics.TryGetValue(topic, out var checker))
        {
            _topics.Add(topic, checker = new TopicChecker(topic));
        }

        return checker;
    }
}
