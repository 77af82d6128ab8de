using AndroidZen.TestKit;
using AndroidZen.WebHost.Tests.Telemetry;

namespace AndroidZen.WebHost.Tests.Documentation;

[Collection(MetricsCollection.Name)]
public sealed class OperationsDocumentTests(PlatformFixture platform) : IClassFixture<PlatformFixture>
{
    private static readonly string _document = Repository.Read("docs/operations.md");

    [Fact]
    public void Metrics_TableOfEachMeter_IsWhatTheMeterHas()
    {
        foreach (var meter in Instruments.OfThePlatform(platform.Host).GroupBy(instrument => instrument.Meter.Name))
        {
            var section = _document.Split("### Meter ").Single(section => section.StartsWith($"`{meter.Key}`", StringComparison.Ordinal)).Split("\n#")[0];
            var rows = section.Split('\n').Where(line => line.StartsWith("| `androidzen.", StringComparison.Ordinal)).Select(line => string.Join(" | ", line.Split(" | ").Take(2))["| ".Length..]);
            Assert.Equal(meter.Select(instrument => $"`{instrument.Name}` | `{instrument.Unit}`").Order(), rows.Order());
        }
    }

    [Fact]
    public void Alerts_Table_IsWhatTheRulesSay()
    {
        var rows = _document.Split("\n## ").Single(section => section.StartsWith("Alerts", StringComparison.Ordinal)).Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        Assert.Equal(
            PrometheusRules.Read().Select(rule => $"{rule.Name} {rule.Severity}").Order(),
            rows.Select(row => row.Split(" | ")).Select(cells => $"{cells[0].Trim('|', ' ', '`')} {cells[1]}").Order());
    }

    [Fact]
    public void Spans_Table_HasAllOfOurs()
    {
        foreach (var name in new[] { "androidzen.socket.publish", "androidzen.topic.commit", "androidzen.stream.write", "androidzen.fan_out", "androidzen.socket.write" })
        {
            Assert.Contains($"| `{name}` |", _document, StringComparison.Ordinal);
        }
    }
}
