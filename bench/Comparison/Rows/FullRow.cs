using AndroidZen.Comparison.Systems;
using AndroidZen.Load.Publishing;
using AndroidZen.Load.Sockets;
using AndroidZen.Load.Subscribing;

namespace AndroidZen.Comparison.Rows;

/// <summary>How much reaches the sockets when publishers bring as much as the way takes.</summary>
/// <param name="part">Its name.</param>
/// <param name="figure">What is counted.</param>
/// <param name="topics">How many topics there are; the subscribers are spread over them.</param>
/// <param name="inFlight">How many publications may not yet have reached all their subscribers.</param>
/// <param name="isApart">Whether the systems run as several processes.</param>
internal sealed class FullRow(string part, string figure, int topics, int inFlight, bool isApart = false) : IRow
{
    private const int Subscribers = 1000;
    private const int Bytes = 256;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _firstTime = TimeSpan.FromMinutes(1);

    public static FullRow FanOut { get; } = new(Parts.FanOut, Figures.Deliveries, topics: 1, inFlight: 32);

    public static FullRow Topics { get; } = new(Parts.Topics, Figures.Publications, topics: Subscribers, inFlight: 64);

    public static FullRow TopicsApart { get; } = new(Parts.TopicsApart, Figures.Publications, topics: Subscribers, inFlight: 64, isApart: true);

    public string Part => part;

    public bool IsApart => isApart;

    public IReadOnlyDictionary<string, double> Measure(RunningSystem system, RunOptions options)
    {
        string[] names = topics == 1 ? [TopicNaming.Shared] : [.. Enumerable.Range(0, topics).Select(TopicNaming.Device)];
        using var loop = new EventLoop();
        using var crowd = new Crowd(loop, system.Contender.Dialect);
        crowd.Connect(system.Place(loop), Subscribers, number => [names[number % topics]]);
        using var publisher = new FullPublisher(
            loop, system.Server, [.. names.Select(name => system.Contender.Publish(system.Server, name, Bytes))], inFlight, Subscribers / topics, () => crowd.Delivered);
        if (topics > 1)
        {
            loop.RunUntil(() => publisher.Answered >= topics, _firstTime, "the first publication of every topic"); // A platform's first of a device is another thing: it is stored.
        }

        loop.RunFor(options.Warmup);
        var before = crowd.Delivered;
        var delivered = 0L;
        var window = Window.Measure(system, () =>
        {
            loop.RunFor(options.Duration);
            delivered = crowd.Delivered - before;
        });
        publisher.Stop();
        loop.TryRunUntil(() => crowd.Delivered >= publisher.Published * (Subscribers / topics) && publisher.Answered == publisher.Published, _patience);
        var lost = publisher.Published * (Subscribers / topics) - crowd.Delivered;
        publisher.ThrowIfFailed();
        crowd.ThrowIfLost();
        crowd.Close();
        return new Dictionary<string, double>
        {
            [figure] = delivered / window.Elapsed.TotalSeconds,
            [Figures.Server] = window.Server,
            [Figures.Load] = window.Load,
            [Figures.ServerPerDelivery] = window.ServerTime.TotalMicroseconds / delivered,
            [Figures.Lost] = lost,
        };
    }
}
