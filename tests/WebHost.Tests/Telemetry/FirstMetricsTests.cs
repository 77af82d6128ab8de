using System.Text.RegularExpressions;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Tests.Documentation;

namespace AndroidZen.WebHost.Tests.Telemetry;

/// <summary>What a host exposes that has nothing to tell yet.</summary>
[Collection(MetricsCollection.Name)]
public sealed partial class FirstMetricsTests
{
    /// <summary>A counter that is first seen at 1 has not risen, for Prometheus: an alert on what happens once would never see it happen.</summary>
    [Fact]
    public async Task Get_NothingHasHappenedYet_HasTheCountersOfAlertsAtZero()
    {
        var wanted = PrometheusRules.Read().SelectMany(rule => Counter().Matches(rule.Expression).Select(match => match.Value)).ToHashSet();
        Assert.Contains("androidzen_gateways_lost_total", wanted);
        await using var host = await PlatformHost.StartAsync(PlatformFixture.Quiet);
        var text = (await host.SendAsync(HttpMethod.Get, "/metrics", token: TestTokens.Admin())).Text;

        var series = text.Split('\n').Where(line => !line.StartsWith('#') && wanted.Contains(line.Split('{')[0])).ToList();
        Assert.Equal(wanted.Order(), series.Select(line => line.Split('{')[0]).Distinct().Order());
        Assert.All(series, line => Assert.Matches("} 0( |$)", line));
        Assert.All(
            ["androidzen_gateway_messages_failures_total{reason=\"server_error\"", "androidzen_gateway_disconnects_total{reason=\"slow_consumer\"", "androidzen_gateway_recoveries_total{outcome=\"lost\""],
            start => Assert.Contains(series, line => line.Replace("otel_scope_name=\"AndroidZen.Gateway\",", "", StringComparison.Ordinal).StartsWith(start, StringComparison.Ordinal)));
    }

    [GeneratedRegex("androidzen_[a-z_]+_total")]
    private static partial Regex Counter();
}
