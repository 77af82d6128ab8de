using AndroidZen.TestKit;
using AndroidZen.TestKit.Delivery;

namespace AndroidZen.EndToEnd.Tests.Delivery;

/// <summary>Publishers on several topics, and clients that are on all of them, half of them on each web host at first.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    private const string User = "reader";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly string _token = TestTokens.Mint(User, lifetime: TimeSpan.FromDays(1));

    private readonly string _run = Guid.NewGuid().ToString("N");
    private readonly List<CheckingClient> _clients = [];
    private readonly List<NumberedPublisher> _publishers = [];
    private readonly ProcessCluster _cluster;

    private Traffic(ProcessCluster cluster) => _cluster = cluster;

    /// <summary>What the clients have seen.</summary>
    public IEnumerable<DeliveryChecker> Checkers => _clients.Select(client => client.Checker);

    /// <summary>What the clients have seen that are connected to a host now.</summary>
    public IReadOnlyList<DeliveryChecker> At(Uri host) => [.. Checkers.Where(checker => checker.Host == host)];

    /// <summary>Durable and volatile topics, each by an endpoint of its own.</summary>
    public static NumberedTopic[] TopicsOfAllKinds()
    {
        var id = Guid.NewGuid().ToString("N");
        return
        [
            NumberedTopic.Notifications, NumberedTopic.Security, NumberedTopic.Device(id), NumberedTopic.User(User),
            NumberedTopic.Everyone, NumberedTopic.Metrics(id), NumberedTopic.Performance, NumberedTopic.Analytics, NumberedTopic.Free($"free-{id}"),
        ];
    }

    /// <summary>Connects the clients, and begins to publish when all of them are on all topics.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="topics">What is published on.</param>
    /// <param name="clients">How many clients.</param>
    /// <param name="rate">Publications a second on each topic.</param>
    /// <param name="hostsOf">The hosts of each client, in the order in which it tries them; by turns unless given.</param>
    public static async Task<Traffic> StartAsync(ProcessCluster cluster, IReadOnlyList<NumberedTopic> topics, int clients, double rate, Func<int, IReadOnlyList<Uri>>? hostsOf = null)
    {
        var traffic = new Traffic(cluster);
        hostsOf ??= client => client % 2 == 0 ? cluster.Hosts : [.. cluster.Hosts.Reverse()];
        string[] names = [.. topics.Select(topic => topic.Name)];
        traffic._clients.AddRange(Enumerable.Range(0, clients).Select(client => new CheckingClient($"client {client}", hostsOf(client), names, traffic._run, _token)));
        await Eventually.HoldsAsync("every client is on all topics", () => Task.FromResult(traffic._clients.All(client => client.IsSubscribed)));

        // Some publishers wait for each answer, so that the numbers' order counts too; the others keep several requests under way. Of both kinds there are some on each host.
        traffic._publishers.AddRange(topics.Select((topic, n) =>
            new NumberedPublisher(topic, n % 2 == 0 ? cluster.Hosts : [.. cluster.Hosts.Reverse()], traffic._run, rate, inFlight: n % 4 < 2 ? 1 : 8)));
        return traffic;
    }

    /// <summary>Waits until every publisher knows the end of so many more of its requests.</summary>
    public Task FlowAsync(int more)
    {
        var goals = _publishers.ConvertAll(publisher => publisher.Answered + more);
        return Eventually.HoldsAsync($"{more} more publications are answered on every topic", () => Task.FromResult(_publishers.Zip(goals).All(pair => pair.First.Answered >= pair.Second)));
    }

    /// <summary>Stops publishing, waits until the clients have what they must have, and fails with everything that is wrong.</summary>
    /// <returns>The figures.</returns>
    public async Task<string> AssertDeliveredAsync(string context)
    {
        await Task.WhenAll(_publishers.Select(publisher => publisher.StopAsync(_patience)));
        var expectations = _publishers.Select(publisher => publisher.Expectation).ToList();
        var hasArrived = await HasArrivedAsync(expectations);
        string[] wrong =
        [
            .. _publishers.SelectMany(publisher => publisher.Outcomes.Where(outcome => !outcome.IsAcknowledged).Take(5).Select(outcome => $"{publisher.Topic} was not acknowledged: {outcome}")),
            .. Checkers.SelectMany((checker, n) => checker.Verdict(expectations).Select(violation => $"client {n}: {violation}")),
            .. Checkers.SelectMany((checker, n) => expectations.Where(expectation => IsBehind(checker, expectation)).Select(expectation => $"client {n}: the last number on {expectation.Topic} has not come")),
        ];
        var figures = string.Join('\n', [.. _publishers.Select(publisher => publisher.Report()), .. Checkers.Take(4).Select(checker => checker.Report())]);
        Assert.True(
            wrong.Length == 0 && hasArrived,
            $"{context}\n{wrong.Length} things are wrong; the first ones:\n{string.Join('\n', wrong.Take(25))}\n\n{figures}\n\n{(wrong.Length > 0 ? _cluster.LastWords() : "")}");
        return figures;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_publishers.Select(publisher => publisher.DisposeAsync().AsTask()));
        await Task.WhenAll(_clients.Select(client => client.DisposeAsync().AsTask()));
    }

    private static bool IsBehind(DeliveryChecker checker, TopicExpectation expectation) =>
        expectation.Acknowledged.Count > 0 && !checker.HasReceived(expectation.Topic, expectation.Acknowledged[^1]);

    private async Task<bool> HasArrivedAsync(List<TopicExpectation> expectations)
    {
        try
        {
            // Where something is wrong already, nothing that may come mends it.
            await Eventually.HoldsAsync("everything that was promised has arrived", () => Task.FromResult(Checkers.All(checker =>
                expectations.TrueForAll(expectation => !IsBehind(checker, expectation) && (!expectation.IsDurable || expectation.Acknowledged.All(number => checker.HasReceived(expectation.Topic, number))))
                || checker.Verdict(expectations).Any(violation => violation.Kind is not (ViolationKind.NumberMissing or ViolationKind.RecoveryIncomplete or ViolationKind.SnapshotIncomplete)))));
            return true;
        }
        catch (TimeoutException)
        {
            return false; // The verdict says what has not.
        }
    }
}
