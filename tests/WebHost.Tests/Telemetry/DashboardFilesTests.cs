using System.Text.Json;
using System.Text.RegularExpressions;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Tests.Documentation;

namespace AndroidZen.WebHost.Tests.Telemetry;

/// <summary>The dashboard for Grafana and the alerts for Prometheus ask for what a server really exposes.</summary>
[Collection(MetricsCollection.Name)]
public sealed partial class DashboardFilesTests(PlatformFixture platform) : IClassFixture<PlatformFixture>
{
    [Fact]
    public async Task Scrape_EveryFamily_HasTheNameThatItsInstrumentLeadsToExpect()
    {
        var families = await FamiliesAsync();
        Assert.Contains(families, family => family.StartsWith("androidzen_", StringComparison.Ordinal));
        var expected = Instruments.OfAll().Select(Instruments.Family).ToHashSet(StringComparer.Ordinal);
        Assert.Equal([], families.Except(expected));
    }

    [Fact]
    public async Task Alerts_Metrics_ExistInAServer() => AssertExist(PrometheusRules.Read().Select(rule => rule.Expression), await SeriesAsync());

    [Fact]
    public async Task Document_Metrics_ExistInAServer() => AssertExist([Repository.Read("docs/operations.md")], await SeriesAsync());

    [Fact]
    public async Task Dashboard_Metrics_ExistInAServer() => AssertExist(Panels().SelectMany(Expressions), await SeriesAsync());

    [Fact]
    public void Dashboard_EveryPanel_AsksTheChosenPrometheus()
    {
        var dashboard = JsonElement.Parse(Repository.Read("deploy/grafana/androidzen.json"));
        Assert.True(dashboard.GetProperty("schemaVersion").GetInt32() >= 41);
        Assert.Contains(dashboard.GetProperty("templating").GetProperty("list").EnumerateArray(), variable => variable.Text("name") == "datasource" && variable.Text("type") == "datasource");
        var panels = Panels();
        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.All(panels.Where(panel => panel.Text("type") != "row"), panel =>
        {
            Assert.Equal("${datasource}", panel.GetProperty("datasource").Text("uid"));
            Assert.NotEmpty(Expressions(panel));
        });
        Assert.Equal(
            ["Clients", "Delivery", "Topics and commits", "Devices", "Cluster (Orleans)", "Hosts and runtime"],
            panels.Where(panel => panel.Text("type") == "row").Select(panel => panel.Text("title")));
    }

    private static List<JsonElement> Panels() => [.. JsonElement.Parse(Repository.Read("deploy/grafana/androidzen.json")).GetProperty("panels").EnumerateArray()];

    private static IEnumerable<string> Expressions(JsonElement panel) =>
        panel.TryGetProperty("targets", out var targets) ? targets.EnumerateArray().Select(target => target.Text("expr")!) : [];

    private static void AssertExist(IEnumerable<string> expressions, HashSet<string> series)
    {
        var names = expressions.SelectMany(expression => Metric().Matches(expression).Select(match => match.Value)).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(names);
        Assert.Equal([], names.Except(series).Order());
    }

    /// <summary>What the server exposes now, and what it will when there is something to count.</summary>
    private async Task<HashSet<string>> SeriesAsync()
    {
        Instruments.OfThePlatform(platform.Host);
        return [.. await FamiliesAsync(), .. Instruments.OfAll().SelectMany(Instruments.Series)];
    }

    private async Task<IReadOnlyList<string>> FamiliesAsync()
    {
        var scrape = await platform.Host.SendAsync(HttpMethod.Get, "/metrics", token: TestTokens.Admin());
        Assert.Equal(200, scrape.Status);
        return [.. Family().Matches(scrape.Text).Select(match => match.Groups[1].Value).Where(family => family != "target_info")];
    }

    [GeneratedRegex(@"^# TYPE (\w+) ", RegexOptions.Multiline)]
    private static partial Regex Family();

    [GeneratedRegex(@"(?<![\w.])(androidzen|orleans|http_server|kestrel|dotnet|aspnetcore)_\w+")]
    private static partial Regex Metric();
}
