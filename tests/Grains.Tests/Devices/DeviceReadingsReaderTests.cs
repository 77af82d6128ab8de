using System.Text.Json;
using AndroidZen.Devices;

namespace AndroidZen.Grains.Tests.Devices;

public class DeviceReadingsReaderTests
{
    [Fact]
    public void Read_AllFour_FindsThem() => Assert.Equal(
        new DeviceReadings { BatteryLevel = 85, CpuUsage = 45.2, MemoryUsage = 67.8, StorageUsage = 0 },
        Read("""{"cpu_usage":45.2,"memory_usage":67.8,"battery_level":85,"storage_usage":0}"""));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"cpu_usage":"45"}""")]
    [InlineData("""{"cpu_usage":null}""")]
    [InlineData("""{"cpu_usage":true}""")]
    [InlineData("""{"cpu_usage":-0.1}""")]
    [InlineData("""{"cpu_usage":100.01}""")]
    [InlineData("""{"cpu_usage":1e400}""")]
    [InlineData("""{"cpu_usage":[45]}""")]
    [InlineData("""{"cpu_usage":{"cpu_usage":45}}""")]
    [InlineData("""{"a":{"cpu_usage":45},"b":[{"cpu_usage":45}]}""")]
    [InlineData("""{"CPU_USAGE":45}""")]
    [InlineData("""{"cpu_usage ":45}""")]
    public void Read_NoReading_IsEmpty(string metrics) => Assert.Equal(default, Read(metrics));

    [Theory]
    [InlineData("""{"cpu_usage":0}""", 0)]
    [InlineData("""{"cpu_usage":-0.0}""", 0)]
    [InlineData("""{"cpu_usage":1e2}""", 100)]
    [InlineData("""{"cpu_usage":1,"cpu_usage":2}""", 2)]
    [InlineData("""{"cpu_usage":1,"cpu_usage":"x"}""", 1)]
    [InlineData("""{"nested":{"deep":[1,[2,{"x":3}]]},"cpu_usage":7}""", 7)]
    [InlineData("""{"cpu\u005fusage":7}""", 7)]
    [InlineData(""" { "x" : [ ] , "cpu_usage" : 7 } """, 7)]
    public void Read_OddButValid_FindsTheValue(string metrics, double expected) => Assert.Equal(expected, Read(metrics).CpuUsage);

    private static DeviceReadings Read(string json) => DeviceReadingsReader.Read(JsonElement.Parse(json));
}
