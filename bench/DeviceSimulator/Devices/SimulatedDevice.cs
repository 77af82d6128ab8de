using System.Globalization;

namespace AndroidZen.DeviceSimulator.Devices;

/// <summary>A phone that is in use: its battery falls until it is charged, its processor and memory wander.</summary>
internal sealed class SimulatedDevice(string id, Random random)
{
    private const double Empty = 5;
    private const double Full = 100;

    private readonly double _usualCpu = 10 + random.NextDouble() * 40;
    private double _storage = 30 + random.NextDouble() * 50;
    private double _signal = -60 - random.NextDouble() * 40;

    public string Id => id;

    public double Battery { get; private set; } = 20 + random.NextDouble() * 80;

    public double Cpu { get; private set; } = 10 + random.NextDouble() * 40;

    public double Memory { get; private set; } = 30 + random.NextDouble() * 40;

    /// <summary>Goes on to the next sample. No two that follow each other have the same <see cref="Cpu"/>: that is how one is known again.</summary>
    public void Advance()
    {
        Battery = Round(Battery > Empty ? Battery - 0.01 - random.NextDouble() * 0.04 : Full);
        var cpu = Round(Math.Clamp(Cpu + (_usualCpu - Cpu) * 0.1 + Step(8), 0, 99));
        Cpu = cpu == Cpu ? Round(cpu + 0.01) : cpu;
        Memory = Round(Math.Clamp(Memory + Step(2), 10, 95));
        _storage = Round(Math.Clamp(_storage + random.NextDouble() * 0.02, 0, 99));
        _signal = Math.Round(Math.Clamp(_signal + Step(3), -120, -40));
    }

    /// <summary>The sample as a JSON object.</summary>
    /// <param name="sent">When it goes out: what reads it knows how long it took.</param>
    public string ToJson(long sent) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"sent":{{sent}},"battery_level":{{Battery:0.00}},"cpu_usage":{{Cpu:0.00}},"memory_usage":{{Memory:0.00}},"storage_usage":{{_storage:0.00}},"temperature":{{24 + Cpu / 5:0.0}},"rx_kbps":{{random.Next(100_000) / 10.0:0.0}},"tx_kbps":{{random.Next(10_000) / 10.0:0.0}},"signal_dbm":{{_signal:0}}}""");

    private double Step(double most) => (random.NextDouble() * 2 - 1) * most;

    private static double Round(double value) => Math.Round(value, 2);
}
