using System.Text.Json;
using AndroidZen.DeviceSimulator.Devices;
using AndroidZen.Load.Subscribing;

namespace AndroidZen.DeviceSimulator.Watching;

/// <summary>Watches <c>performance</c>: the server's figures of the fleet.</summary>
internal sealed class FleetFiguresWatcher(Fleet fleet) : IMessageObserver
{
    /// <summary>The mean is said with two decimals.</summary>
    private const double Rounding = 0.0051;

    /// <summary>How often they came.</summary>
    public int Received { get; private set; }

    public int? Total { get; private set; }

    public int? Online { get; private set; }

    public double? MeanCpu { get; private set; }

    /// <summary>The most by which the mean differed from that of what had been sent when it came.</summary>
    public double WorstCpuDifference { get; private set; }

    /// <summary>Whether the last ones are what the devices have said.</summary>
    public bool IsTrue => Online == fleet.Online && Math.Abs(fleet.MeanCpu - MeanCpu ?? double.NaN) <= Rounding;

    /// <summary>What has come until now does not count.</summary>
    public void Reset() => (Received, WorstCpuDifference) = (0, 0);

    void IMessageObserver.OnMessage(Subscriber subscriber, ReadOnlySpan<byte> message) => Read(message);

    public void Read(ReadOnlySpan<byte> message)
    {
        if (!message.StartsWith("{\"type\":\"performance_data\""u8))
        {
            return;
        }

        using var document = JsonDocument.Parse(message.ToArray());
        if (!document.RootElement.GetProperty("data").TryGetProperty("performance", out var figures) || !figures.TryGetProperty("devices_online", out var online))
        {
            return; // A back end's own.
        }

        Received++;
        Online = online.GetInt32();
        Total = figures.GetProperty("devices_total").GetInt32();
        MeanCpu = figures.GetProperty("cpu_usage").TryGetProperty("mean", out var mean) ? mean.GetDouble() : null;
        WorstCpuDifference = Math.Max(WorstCpuDifference, Math.Abs(fleet.MeanCpu - MeanCpu ?? 0));
    }
}
