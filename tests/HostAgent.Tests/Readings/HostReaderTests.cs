using AndroidZen.HostAgent.Readings;
using Microsoft.Extensions.Time.Testing;

namespace AndroidZen.HostAgent.Tests.Readings;

public sealed class HostReaderTests : IDisposable
{
    private readonly FakeSystemFiles _system = new();
    private readonly FakeTimeProvider _clock = new();

    public void Dispose() => _system.Dispose();

    [Fact]
    public void Read_Twice_TellsCpuAndNetworkOfTheTimeBetween()
    {
        WriteMachine(cpu: "cpu 100 0 0 900", received: 1000, sent: 2000);
        var reader = new HostReader(_system.Files, _clock);

        var first = reader.Read();
        WriteMachine(cpu: "cpu 125 0 0 975", received: 5000, sent: 3000);
        _clock.Advance(TimeSpan.FromSeconds(4));
        var second = reader.Read();

        Assert.Null(first.CpuUsage);
        Assert.Null(first.Network);
        Assert.Equal(25, second.CpuUsage);
        Assert.Equal(new TrafficRate(1000, 250), second.Network);
    }

    [Fact]
    public void Read_LinuxMachine_TellsAllThatItsFilesTell()
    {
        WriteMachine(cpu: "cpu 1 2 3 4", received: 0, sent: 0);
        _system.Write("power_supply/AC/type", "Mains\n");
        _system.Write("power_supply/BAT0/type", "Battery\n");
        _system.Write("power_supply/BAT0/capacity", "87\n");

        var sample = new HostReader(_system.Files, _clock).Read();

        Assert.Equal(75, sample.Memory?.Usage);
        Assert.Equal(87, sample.BatteryLevel);
        Assert.Equal(0.42, sample.LoadOfLastMinute);
        Assert.Equal(3600.5, sample.UptimeSeconds);
        Assert.Equal(["cpu_usage", "network"], sample.Missing());
    }

    [Fact]
    public void Read_MachineWithoutProc_LeavesOutWhatIsNotKnown()
    {
        var reader = new HostReader(_system.Files, _clock);

        reader.Read();
        _clock.Advance(TimeSpan.FromSeconds(1));
        var sample = reader.Read();

        Assert.Null(sample.CpuUsage);
        Assert.Null(sample.BatteryLevel);
        Assert.Null(sample.LoadOfLastMinute);
        Assert.NotNull(sample.Storage);
        Assert.True(sample.UptimeSeconds > 0);
    }

    [Fact]
    public void Facts_LinuxMachine_AreThoseOfTheWholeMachine()
    {
        _system.Write("proc/stat", "cpu 1 2 3 4\ncpu0 1 2 3 4\ncpu1 1 2 3 4\ncpu2 1 2 3 4\n");
        _system.Write("proc/sys/kernel/osrelease", "6.8.0-45-generic\n");

        var facts = HostFacts.Read(_system.Files);

        Assert.Equal("6.8.0-45-generic", facts.Kernel);
        Assert.Equal(3, facts.Cores);
        Assert.NotEmpty(facts.Os);
    }

    [Fact]
    public void Facts_MachineWithoutProc_AreThoseOfTheRuntime()
    {
        var facts = HostFacts.Read(_system.Files);

        Assert.Equal(Environment.ProcessorCount, facts.Cores);
        Assert.NotEmpty(facts.Kernel);
    }

    private void WriteMachine(string cpu, long received, long sent)
    {
        _system.Write("proc/stat", cpu + "\n");
        _system.Write("proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 250 kB\n");
        _system.Write("proc/net/dev", $"  eth0: {received} 1 0 0 0 0 0 0 {sent} 1 0 0 0 0 0 0\n");
        _system.Write("proc/loadavg", "0.42 0.52 0.40 1/82 6952\n");
        _system.Write("proc/uptime", "3600.50 7000.00\n");
    }
}
