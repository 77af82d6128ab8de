using System.Text.Json;
using AndroidZen.DeviceSimulator.Devices;

namespace AndroidZen.Load.Tests.DeviceSimulator;

public sealed class FleetTests
{
    private readonly Fleet _fleet = new(10);

    [Fact]
    public void MeanCpu_AfterReports_IsThatOfTheLastOnes()
    {
        _ = _fleet.Report(0, 1);
        var last = new[] { CpuOf(_fleet.Report(0, 2)), CpuOf(_fleet.Report(1, 3)) };

        Assert.Equal((2, last.Average()), (_fleet.Online, _fleet.MeanCpu), (one, other) => one.Item1 == other.Item1 && Math.Abs(one.Item2 - other.Item2) < 1e-9);
    }

    [Fact]
    public void SentAt_TheLastTwoReports_AreKnownByTheirCpu()
    {
        var cpus = Enumerable.Range(1, 3).Select(sent => CpuOf(_fleet.Report(4, sent))).ToArray();

        Assert.Equal([3L, 2L, null], cpus.Reverse().Select(cpu => _fleet.SentAt(4, cpu)));
    }

    [Fact]
    public void Silence_Fraction_TakesThoseOutOfTheTruth()
    {
        var cpus = Enumerable.Range(0, _fleet.Count).Select(number => CpuOf(_fleet.Report(number, 1))).ToArray();

        var silent = _fleet.Silence(0.3);

        Assert.Equal((3, 3, 7), (silent.Count, _fleet.Silent, _fleet.Online));
        Assert.All(silent, number => Assert.True(_fleet.IsSilent(number)));
        Assert.Equal(cpus.Where((_, number) => !silent.Contains(number)).Average(), _fleet.MeanCpu, precision: 9);
    }

    [Fact]
    public void Find_Id_IsItsNumber() => Assert.Equal([7, null], [_fleet.Find(_fleet.IdOf(7)), _fleet.Find("another")]);

    private static double CpuOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("cpu_usage").GetDouble();
    }
}
