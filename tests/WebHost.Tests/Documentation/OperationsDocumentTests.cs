using System.Diagnostics.Metrics;
using AndroidZen.TestKit;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Tests.Connections;

namespace AndroidZen.WebHost.Tests.Documentation;

public sealed class OperationsDocumentTests
{
    [Fact]
    public void Metrics_Table_IsWhatTheMeterHas()
    {
        var instruments = new List<string>();
        using var meters = new FakeMeters();
        using var monitor = meters.NewMonitor();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (meters.Has(instrument.Meter))
                {
                    instruments.Add($"`{instrument.Name}` | `{instrument.Unit}`");
                }
            },
        };
        listener.Start();
        var document = Repository.Read("docs/operations.md");
        var rows = document.Split('\n').Where(line => line.StartsWith("| `androidzen.", StringComparison.Ordinal)).Select(line => string.Join(" | ", line.Split(" | ").Take(2))["| ".Length..]);
        Assert.Equal(instruments.Order(), rows.Order());
        Assert.Contains($"`{ConnectionMonitor.MeterName}`", document, StringComparison.Ordinal);
    }
}
