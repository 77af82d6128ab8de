using AndroidZen.DeviceSimulator;
using AndroidZen.DeviceSimulator.Reporting;

namespace AndroidZen.Load.Tests.DeviceSimulator;

public sealed class SimulationReportTests
{
    private const long Megabyte = 1024 * 1024;

    [Fact]
    public void Write_WholeReport_SaysWhatWasMeasured()
    {
        var text = SimulationReportText.Write(Report);

        Assert.Contains("10,000, every 5 s, over sockets", text, StringComparison.Ordinal);
        Assert.Contains("2,000/s; 120,000 in all", text, StringComparison.Ordinal);
        Assert.Contains("3 × invalid_message", text, StringComparison.Ordinal);
        Assert.Contains("p50 1.5, p99 20.0, max 30.0 (5)", text, StringComparison.Ordinal);
        Assert.Contains("NOT TRUE", text, StringComparison.Ordinal);
        Assert.Contains("min 20.1, median 20.6, max 21.4", text, StringComparison.Ordinal);
        Assert.Contains("20,000 × device, 12 × roster", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ServerElsewhere_HasNoRowsOfItsProcess()
    {
        var text = SimulationReportText.Write(Report with { Processor = null, Memory = null, Storage = null, Silence = null });

        Assert.DoesNotContain("server's", text, StringComparison.Ordinal);
        Assert.DoesNotContain("stored", text, StringComparison.Ordinal);
        Assert.DoesNotContain("silent", text, StringComparison.Ordinal);
    }

    [Fact]
    public void MemoryFigures_Steps_AreDividedByTheDevicesThatCameWithThem()
    {
        var memory = MemoryFigures.Of(before: 100 * Megabyte, devicesBefore: 1024, registered: 110 * Megabyte, connected: 120 * Megabyte, end: 130 * Megabyte, devices: 2048);

        Assert.Equal((10 * 1024, 5 * 1024, 30 * 1024), (memory.TwinBytesPerDevice, memory.SocketBytesPerDevice, memory.EndBytesPerDevice));
    }

    [Fact]
    public void IsClean_OneReportLost_IsNot()
    {
        var clean = Report with { Reports = Report.Reports with { Refused = new Dictionary<string, int>() }, Fleet = Report.Fleet with { IsTrue = true } };

        Assert.True(clean.IsClean);
        Assert.False((clean with { Reports = clean.Reports with { Lost = 1 } }).IsClean);
        Assert.False((clean with { MetricsDelivered = new Expected(20, 19) }).IsClean);
        Assert.False((clean with { WronglyGone = 1 }).IsClean);
    }

    private static SimulationReport Report { get; } = new()
    {
        Date = DateTimeOffset.UnixEpoch,
        Options = new SimulatorOptions
        {
            Devices = 10_000,
            Interval = TimeSpan.FromSeconds(5),
            Duration = TimeSpan.FromSeconds(60),
            Warmup = TimeSpan.FromSeconds(10),
            Via = Ways.Sockets,
            BatchSize = 100,
            Watched = 20,
            Silence = 0.1,
            DeviceTimeout = TimeSpan.FromSeconds(20),
        },
        RegisteredPerSecond = 1000,
        ConnectedPerSecond = 2000,
        Reports = new ReportFigures { SentPerSecond = 2000, AcknowledgedPerSecond = 2000, Sent = 120_000, Acknowledged = 119_997, Lost = 0, Refused = new Dictionary<string, int> { ["invalid_message"] = 3 } },
        Acknowledgement = new Times(5, 1.5, 20, 30),
        Metrics = new Times(5, 1.5, 20, 30),
        MetricsDelivered = new Expected(20, 20),
        Status = new Times(5, 70, 120, 300),
        StatesPerSecond = 2000,
        WronglyGone = 0,
        ConnectionsLost = new Dictionary<string, int>(),
        Processor = new ProcessorFigures(50, 20, 250),
        Memory = MemoryFigures.Of(100 * Megabyte, 300, 200 * Megabyte, 300 * Megabyte, 400 * Megabyte, 10_000),
        Storage = new StorageFigures { StatesPerSecond = 333, States = new Dictionary<string, long> { ["device"] = 20_000, ["roster"] = 12 }, BytesPerSecond = 3 * Megabyte, StoredBytes = new Dictionary<string, long> { ["device"] = 4 * Megabyte } },
        Fleet = new FleetFigures { Received = 12, Total = 10_000, Online = 9000, TrueOnline = 9001, MeanCpu = 30, TrueMeanCpu = 30, WorstMeanCpuDifference = 0.1, IsTrue = false },
        Silence = new SilenceFigures(1000, 1000, 20.1, 20.6, 21.4, 0),
    };
}
