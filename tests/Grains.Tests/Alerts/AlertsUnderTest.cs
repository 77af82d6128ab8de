using System.Text;
using AndroidZen.Alerts;
using AndroidZen.TestKit;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Tests.Alerts;

/// <summary>Silos with alerts of their own, and somebody who listens to topic <c>security</c>. There is one grain of them in a cluster, so tests of bounds and deaths have a cluster each.</summary>
internal sealed class AlertsUnderTest : IAsyncDisposable
{
    /// <summary>Odd, so that a test can tell the timer from any other.</summary>
    public static readonly TimeSpan EscalateAfter = TimeSpan.FromMilliseconds(457_300);

    private AlertsUnderTest(TestSilos silos, GatewayListener gateway) => (Silos, Gateway) = (silos, gateway);

    public TestSilos Silos { get; }

    public GatewayListener Gateway { get; }

    public IAlertsGrain Alerts => Silos.Grains.GetAlerts();

    public ISubscriptionGrain Topic => Silos.Grains.GetTopic(TopicNames.Security);

    public static async Task<AlertsUnderTest> StartAsync(short silos = 1, params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?> { ["Alerts:EscalateAfter"] = EscalateAfter.ToString() };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        var started = await TestSilos.StartAsync(silos, all, losesSilos: silos > 1);
        var gateway = await GatewayListener.StartAsync(started.Grains);
        await gateway.SetInterestAsync(TopicNames.Security, lease: TimeSpan.FromDays(100));
        return new AlertsUnderTest(started, gateway);
    }

    public Task<PublicationReceipt> RaiseAsync(string device = "d1", string? key = null, string details = "{}") => Alerts.RaiseAsync(device, Encoding.UTF8.GetBytes(details), key);

    /// <summary>All alerts, the newest first.</summary>
    public async Task<IReadOnlyList<Alert>> ListAsync() => (await Alerts.ListAsync(new AlertQuery { Limit = 1000 })).Alerts;

    /// <summary>What is published on the topic, as it is kept: its state, and its device.</summary>
    public async Task<IReadOnlyList<string>> PublishedAsync() => [.. (await Topic.ReadAsync(new TopicReadRequest())).Publications.Select(Describe)];

    /// <summary>Reads the topic as a gateway does that wants the snapshot.</summary>
    public Task<TopicRead> ReadAsync() => Silos.Grains.GetTopicOwner(TopicNames.Security)!.ReadTopicAsync(TopicNames.Security, new TopicReadRequest { WithSnapshot = true });

    /// <summary>Calls until it is answered: a silo that has been killed is noticed after a while.</summary>
    public static async Task<T> RepeatAsync<T>(Func<Task<T>> call)
    {
        T answer = default!;
        await Eventually.HoldsAsync("the call is answered", async () =>
        {
            try
            {
                answer = await call();
                return true;
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException)
            {
                return false;
            }
        });
        return answer;
    }

    public static string Describe(Publication publication) => $"{publication.Json().GetProperty("device_id")} "
        + $"{publication.Json().GetProperty("state")}{(publication.Json().TryGetProperty("escalated", out _) ? " escalated" : "")}";

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Silos.DisposeAsync();
        Assert.DoesNotContain(Silos.Log.Errors, line => line.Category.StartsWith("AndroidZen", StringComparison.Ordinal));
    }
}
