using System.Text.Json;
using AndroidZen.Devices;
using AndroidZen.Protocol;

namespace AndroidZen.Grains.Devices;

/// <summary>The figures of the whole fleet: how many devices there are, and mean and extremes of what the connected ones have reported.</summary>
internal sealed class FleetFigures
{
    private readonly Reading _battery = new();
    private readonly Reading _cpu = new();
    private readonly Reading _memory = new();
    private readonly Reading _storage = new();

    public int Total { get; private set; }

    public int Online { get; private set; }

    public static FleetFigures Of(IEnumerable<DeviceSnapshot> devices)
    {
        var figures = new FleetFigures();
        foreach (var device in devices)
        {
            figures.Add(device);
        }

        return figures;
    }

    /// <summary>The figures as a <c>performance_data</c> (docs/protocol.md, "The fleet's figures").</summary>
    public byte[] ToJson() => JsonText.WriteObject(data =>
    {
        data.WriteString("scope", "fleet");
        data.WriteNumber("devices_total", Total);
        data.WriteNumber("devices_online", Online);
        _cpu.Write(data, "cpu_usage");
        _memory.Write(data, "memory_usage");
        _storage.Write(data, "storage_usage");
        _battery.Write(data, "battery_level");
    });

    private void Add(DeviceSnapshot device)
    {
        Total++;
        if (device.Status is DeviceStatus.Unknown or DeviceStatus.Disconnected)
        {
            return;
        }

        Online++;
        _battery.Add(device.Readings.BatteryLevel);
        _cpu.Add(device.Readings.CpuUsage);
        _memory.Add(device.Readings.MemoryUsage);
        _storage.Add(device.Readings.StorageUsage);
    }

    private sealed class Reading
    {
        private int _count;
        private double _sum;
        private double _min = double.MaxValue;
        private double _max = double.MinValue;

        public void Add(double? value)
        {
            if (value is { } number)
            {
                _count++;
                _sum += number;
                (_min, _max) = (Math.Min(_min, number), Math.Max(_max, number));
            }
        }

        /// <summary>Of nothing there is no mean.</summary>
        public void Write(Utf8JsonWriter data, string name)
        {
            data.WriteStartObject(name);
            data.WriteNumber("devices", _count);
            if (_count > 0)
            {
                data.WriteNumber("mean", Math.Round(_sum / _count, 2));
                data.WriteNumber("min", _min);
                data.WriteNumber("max", _max);
            }

            data.WriteEndObject();
        }
    }
}
