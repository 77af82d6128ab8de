using System.Text.Json;
using AndroidZen.DeviceSimulator.Devices;

namespace AndroidZen.Load.Tests.DeviceSimulator;

public sealed class SimulatedDeviceTests
{
    private const int Samples = 20_000;

    [Fact]
    public void Advance_ManySamples_StaysWithinWhatTheServerTakes()
    {
        var device = new SimulatedDevice("one", new Random(1));
        var charged = 0;
        for (var sample = 0; sample < Samples; sample++)
        {
            var (battery, cpu) = (device.Battery, device.Cpu);
            device.Advance();

            charged += device.Battery > battery ? 1 : 0;
            Assert.NotEqual(cpu, device.Cpu);
            Assert.All([device.Battery, device.Cpu, device.Memory], percent => Assert.InRange(percent, 0, 100));
        }

        Assert.InRange(charged, 1, 10);
    }

    [Fact]
    public void ToJson_Sample_IsAnObjectOfTheSizeOfAPhonesReport()
    {
        var device = new SimulatedDevice("one", new Random(1));
        device.Advance();

        var json = device.ToJson(1234567890);

        Assert.InRange(json.Length, 150, 250);
        using var document = JsonDocument.Parse(json);
        Assert.Equal(1234567890, document.RootElement.GetProperty("sent").GetInt64());
        Assert.Equal(device.Cpu, document.RootElement.GetProperty("cpu_usage").GetDouble());
        Assert.All(document.RootElement.EnumerateObject(), member => Assert.Equal(JsonValueKind.Number, member.Value.ValueKind));
    }
}
