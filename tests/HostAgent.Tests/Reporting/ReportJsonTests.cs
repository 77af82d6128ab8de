using System.Text.Json;
using AndroidZen.HostAgent.Readings;
using AndroidZen.HostAgent.Reporting;

namespace AndroidZen.HostAgent.Tests.Reporting;

public class ReportJsonTests
{
    private static readonly HostFacts _facts = new("Debian 12", "6.8.0", "X64", 2);

    [Fact]
    public void StatusReport_FullSample_HasTheWordsOfTheApi()
    {
        var report = DeviceStatusReport.From("Rack 4", DeviceStatusReport.Connected, _facts, Samples.Full);

        Assert.Equal(
            """
            {"name":"Rack 4","status":"connected","battery_level":87,"cpu_usage":12.3,"memory_usage":75,"storage_usage":66.7,"os":"Debian 12","kernel":"6.8.0","architecture":"X64","cores":2,"memory_total_bytes":1000,"storage_total_bytes":1000,"uptime_s":3600}
            """,
            JsonSerializer.Serialize(report, ReportJson.Default.DeviceStatusReport));
    }

    [Fact]
    public void LiveMetricsReport_FullSample_HasTheWordsOfTheApi()
    {
        var report = LiveMetricsReport.From("rack-4", Samples.Full);

        Assert.Equal(
            """
            {"device_id":"rack-4","metrics":{"cpu_usage":12.3,"memory_usage":75,"storage_usage":66.7,"battery_level":87,"memory_available_bytes":250,"storage_available_bytes":300,"network_rx_bytes_per_s":1050,"network_tx_bytes_per_s":205,"load_1m":0.42,"uptime_s":3600}}
            """,
            JsonSerializer.Serialize(report, ReportJson.Default.LiveMetricsReport));
    }

    [Fact]
    public void Reports_SampleThatLacksEverything_LeaveTheReadingsOut()
    {
        var status = DeviceStatusReport.From("Rack 4", DeviceStatusReport.Connected, _facts, new HostSample());
        var metrics = LiveMetricsReport.From("rack-4", new HostSample());

        Assert.Equal(
            """{"name":"Rack 4","status":"connected","os":"Debian 12","kernel":"6.8.0","architecture":"X64","cores":2}""",
            JsonSerializer.Serialize(status, ReportJson.Default.DeviceStatusReport));
        Assert.Equal("""{"device_id":"rack-4","metrics":{}}""", JsonSerializer.Serialize(metrics, ReportJson.Default.LiveMetricsReport));
    }
}
