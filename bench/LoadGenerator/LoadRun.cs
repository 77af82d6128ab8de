using System.Diagnostics;
using System.Globalization;
using System.Net;
using AndroidZen.Load.Measuring;
using AndroidZen.Load.Publishing;
using AndroidZen.Load.Sockets;
using AndroidZen.Load.Subscribing;
using AndroidZen.LoadGenerator.Reporting;

namespace AndroidZen.LoadGenerator;

/// <summary>Connects, publishes, waits for what is under way, and closes.</summary>
internal sealed class LoadRun : IDisposable
{
    private const string Number = "{n}";

    /// <summary>A server that answers late must not lower the rate.</summary>
    private const int MaxConnections = 1024;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly LoadOptions _options;
    private readonly ServerAddress _server;
    private readonly CancellationToken _stopping;
    private readonly EventLoop _loop = new();
    private readonly Crowd _crowd;
    private readonly PublicationRequest[] _requests;
    private readonly LatencyRecorder _latency = new();
    private readonly PositionChecker _positions = new();

    private LoadRun(LoadOptions options, Tokens tokens, ServerAddress server, CancellationToken stopping)
    {
        (_options, _server, _stopping) = (options, server, stopping);
        _crowd = new Crowd(_loop, new PlatformDialect(options.ClientId is { } pattern ? number => Expand(pattern, number) : null), tokens.Sockets) { Observers = [_latency, _positions] };
        _requests = [.. PublishTopics().Select(topic => PlatformPublication.To(server, topic, options.Payload, tokens.Publishers))];
    }

    public static async Task<LoadReport> RunAsync(LoadOptions options, Tokens tokens, CancellationToken cancellationToken)
    {
        var server = await ServerAddress.ResolveAsync(options.Url, cancellationToken);

        // A thread of its own: it never waits for anything but its sockets.
        return await Task.Factory.StartNew(() =>
        {
            using var run = new LoadRun(options, tokens, server, cancellationToken);
            return run.Run();
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public void Dispose()
    {
        _crowd.Dispose();
        _loop.Dispose();
    }

    private LoadReport Run()
    {
        var progress = new Progress(_crowd, _latency, _positions);
        _loop.Turned += progress.Look;
        var place = new SubscriberPlace(_loop, _server, [.. Enumerable.Range(1, _options.Sources).Select(number => new IPAddress([127, 0, 0, (byte)number]))]);
        var connecting = _crowd.Connect(
            place, _options.Connections, number => [.. _options.Topics.Select(topic => Expand(topic, TopicNumber(number)))], new OpeningPace(PerSecond: _options.ConnectRate > 0 ? _options.ConnectRate : null), _stopping);
        var (start, before) = (Stopwatch.GetTimestamp(), _crowd.Delivered);
        using var publisher = progress.Publisher = Publish();
        _loop.TryRunUntil(() => _stopping.IsCancellationRequested, _options.Duration);
        publisher?.Stop();
        var elapsed = Stopwatch.GetElapsedTime(start);
        var delivered = _crowd.Delivered - before;
        _loop.TryRunUntil(() => publisher is null || (publisher.Answered == publisher.Published && _positions.IsComplete()), _patience);
        var report = new LoadReport
        {
            Date = TimeProvider.System.GetUtcNow(),
            Options = _options,
            Connected = _crowd.Opened,
            ConnectsPerSecond = _crowd.Opened / connecting.TotalSeconds,
            Published = publisher?.Published ?? 0,
            PublicationsPerSecond = (publisher?.Answered ?? 0) / elapsed.TotalSeconds,
            PublishingFailures = publisher?.Failures ?? new Dictionary<string, int>(),
            Delivered = _crowd.Delivered,
            DeliveriesPerSecond = delivered / elapsed.TotalSeconds,
            Latency = LatencyFigures.Of(_latency),
            Lost = _positions.Lost + _positions.CountMissingAtEnd(),
            Duplicated = _positions.Duplicated,
            NewEpochs = _positions.NewEpochs,
            ConnectionsLost = new Dictionary<string, int>(_crowd.Losses),
        };
        _loop.Turned -= progress.Look;
        _crowd.Close();
        return report;
    }

    private Publisher? Publish() => _options switch
    {
        { InFlight: > 0 } => new FullPublisher(_loop, _server, _requests, _options.InFlight, receivers: 0, () => 0),
        { Rate: > 0 } => new SteadyPublisher(_loop, _server, _requests, _options.Rate, MaxConnections),
        _ => null,
    };

    private IEnumerable<string> PublishTopics() => _options.PublishTopics
        .SelectMany(topic => topic.Contains(Number, StringComparison.Ordinal) ? Enumerable.Range(0, TopicNumbers).Select(number => Expand(topic, number)) : [topic]);

    private int TopicNumbers => _options.TopicCount > 0 ? _options.TopicCount : _options.Connections;

    private int TopicNumber(int connection) => connection % TopicNumbers;

    private static string Expand(string pattern, int number) => pattern.Replace(Number, number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
