using System.Globalization;
using AndroidZen.TestKit;
using AndroidZen.Topics;
using Xunit.Abstractions;

namespace AndroidZen.WebHost.Tests.Delivery;

/// <summary>
/// Gateways, grains and streams in this process, on several silos that are killed, stopped and replaced at random; the seed is printed, and <c>ANDROIDZEN_SEED</c> brings it again. Real
/// processes and real sockets are in EndToEnd.Tests.
/// </summary>
public sealed class SilosReplacedTests(ITestOutputHelper output)
{
    private const int Replacements = 3;
    private const int ReplacementsOfASoak = 60;

    [Fact]
    public Task Silos_ReplacedAtRandom_NothingIsMissedInSilence() => RunAsync(Replacements);

    [Fact]
    [Trait("Category", "Soak")]
    public Task Silos_ReplacedAtRandomForLong_NothingIsMissedInSilence() => RunAsync(ReplacementsOfASoak);

    private async Task RunAsync(int replacements)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("ANDROIDZEN_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        output.WriteLine($"ANDROIDZEN_SEED={seed}");
        var random = new Random(seed);
        var run = Guid.NewGuid().ToString("N");
        await using var silos = await TestSilos.StartAsync(count: 3, lowLatency: static _ => { }, losesSilos: true);
        await using var time = new PassingTime(silos.Clock);
        await using var one = await GatewayOfSilos.StartAsync(silos);
        await using var two = await GatewayOfSilos.StartAsync(silos);
        GatewayOfSilos[] gateways = [one, two];
        string[] topics = [TopicNames.Security, TopicNames.Device("d"), "volatile-1", "volatile-2", "volatile-3"];
        List<ClientOfGateways> clients = [.. Enumerable.Range(0, 4).Select(number => new ClientOfGateways($"client {number}", topics, run, silos.Clock))];
        await Task.WhenAll(clients.Select((client, number) => client.ConnectAsync(gateways[number % 2])));
        List<GrainPublisher> publishers = [.. topics.Select((topic, number) => new GrainPublisher(silos.Grains, topic, isDurable: number < 2, run))];
        var randomSilos = new RandomSilos(silos, random);
        await FlowAsync(publishers);
        for (var n = 0; n < replacements; n++)
        {
            await randomSilos.ReplaceOneAsync();
            await clients[random.Next(clients.Count)].ConnectAsync(gateways[random.Next(2)]);
            await FlowAsync(publishers);
        }

        await Task.WhenAll(publishers.Select(publisher => publisher.StopAsync()));
        await AssertDeliveredAsync(publishers, clients, $"ANDROIDZEN_SEED={seed}\n{string.Join('\n', randomSilos.History)}");
        foreach (var disposable in clients.Cast<IAsyncDisposable>().Concat(publishers))
        {
            await disposable.DisposeAsync();
        }
    }

    /// <summary>Waits until publications on every topic have been acknowledged again.</summary>
    private static Task FlowAsync(List<GrainPublisher> publishers)
    {
        var goals = publishers.ConvertAll(publisher => publisher.Acknowledged + 50);
        return Eventually.HoldsAsync("publications flow on every topic", () => Task.FromResult(publishers.Zip(goals).All(pair => pair.First.Acknowledged >= pair.Second)));
    }

    private async Task AssertDeliveredAsync(List<GrainPublisher> publishers, List<ClientOfGateways> clients, string history)
    {
        var expectations = publishers.ConvertAll(publisher => publisher.Expectation);
        try
        {
            await Eventually.HoldsAsync("every client has the last publication of each topic", async () =>
            {
                await Task.WhenAll(clients.Select(client => client.ReadAsync()));
                return clients.TrueForAll(client => expectations.TrueForAll(expectation => client.Checker.HasReceived(expectation.Topic, expectation.Acknowledged[^1])));
            });
        }
        catch (TimeoutException exception)
        {
            history += $"\n{exception.Message}";
        }

        var wrong = clients.SelectMany(client => client.Checker.Verdict(expectations)).Select(violation => violation.ToString()).ToList();
        var figures = string.Join('\n', clients.Select(client => client.Checker.Report()));
        Assert.True(wrong.Count == 0, $"{history}\n{string.Join('\n', wrong.Take(10))}\n{figures}");
        Assert.All(clients, client => Assert.All(expectations, expectation => Assert.True(client.Checker.HasReceived(expectation.Topic, expectation.Acknowledged[^1]), $"{history}\n{figures}")));
        output.WriteLine($"{history}\n{figures}");
    }
}
