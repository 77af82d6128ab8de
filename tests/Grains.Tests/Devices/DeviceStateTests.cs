using AndroidZen.Devices;
using AndroidZen.Grains.Devices;

namespace AndroidZen.Grains.Tests.Devices;

public class DeviceStateTests
{
    private const int ManyBytes = 1024 * 1024;

    private static readonly DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DeviceMetricsReport _sample = new() { Metrics = "{\"x\":1}"u8.ToArray(), Readings = new DeviceReadings { CpuUsage = 5 } };

    [Fact]
    public void New_State_KnowsNothing()
    {
        var state = new DeviceState();
        Assert.False(state.IsKnown());
        Assert.False(state.IsConnected());
    }

    [Fact]
    public void Apply_EmptyStatusReport_Connects()
    {
        var state = new DeviceState().Apply(new DeviceStatusReport(), _now);
        Assert.Equal((DeviceStatus.Connected, _now), (state.Status, state.LastSeen));
        Assert.True(state.IsKnown() && state.IsConnected());
    }

    [Fact]
    public void Apply_StatusReportWithGaps_KeepsWhatWasKnown()
    {
        var full = new DeviceState().Apply(
            new DeviceStatusReport { Status = "busy", Name = "Pixel", Readings = new DeviceReadings { BatteryLevel = 50, CpuUsage = 1 }, Details = "{}"u8.ToArray() }, _now);
        var state = full.Apply(new DeviceStatusReport { Readings = new DeviceReadings { CpuUsage = 2 } }, _now.AddSeconds(1));
        Assert.Equal(("Pixel", 50d, 2d), (state.Name, state.Readings.BatteryLevel, state.Readings.CpuUsage));
        Assert.Same(full.Details, state.Details);
        Assert.Equal(DeviceStatus.Connected, state.Status);
    }

    [Theory]
    [InlineData(DeviceStatus.Unknown, DeviceStatus.Connected)]
    [InlineData(DeviceStatus.Disconnected, DeviceStatus.Connected)]
    [InlineData(DeviceStatus.Connected, DeviceStatus.Connected)]
    [InlineData("maintenance", "maintenance")]
    public void Apply_Sample_ConnectsOnlyWhoWasAway(string before, string after)
    {
        var state = new DeviceState { Status = before }.Apply(_sample, _now, 1000);
        Assert.Equal((after, _now, 5d), (state.Status, state.LastSeen, state.Readings.CpuUsage));
        Assert.Same(_sample.Metrics, state.Metrics);
    }

    [Fact]
    public void Apply_SameAction_TakesItsPlaceAtTheEnd()
    {
        var state = new DeviceState().Apply(Action("a", "queued"), 5, ManyBytes).Apply(Action("b", "queued"), 5, ManyBytes).Apply(Action("a", "completed"), 5, ManyBytes);
        Assert.Equal(["b queued", "a completed"], state.Actions.Select(action => $"{action.ActionId} {action.Status}"));
    }

    [Fact]
    public void Apply_TooManyActions_DropsTheOldest()
    {
        var state = Enumerable.Range(1, 9).Aggregate(new DeviceState(), (state, n) => state.Apply(Action($"{n}", "queued"), 3, ManyBytes));
        Assert.Equal(["7", "8", "9"], state.Actions.Select(action => action.ActionId));
        Assert.True(state.IsKnown());
        Assert.False(state.IsConnected());
    }

    [Fact]
    public void Apply_LowerBoundThanBefore_DropsAllThatIsTooMuch()
    {
        var state = Enumerable.Range(1, 9).Aggregate(new DeviceState(), (state, n) => state.Apply(Action($"{n}", "queued"), 9, ManyBytes));
        Assert.Equal(["9", "10"], state.Apply(Action("10", "queued"), 2, ManyBytes).Actions.Select(action => action.ActionId));
    }

    [Fact]
    public void Apply_MoreResultBytesThanAreKept_DropsTheOldestButNeverTheLatest()
    {
        var state = new DeviceState().Apply(Action("a", "failed", 40), 9, 60).Apply(Action("b", "failed", 30), 9, 60).Apply(Action("c", "failed", 30), 9, 60);
        Assert.Equal(["b", "c"], state.Actions.Select(action => action.ActionId));
        Assert.Equal(["huge"], state.Apply(Action("huge", "failed", 1000), 9, 60).Actions.Select(action => action.ActionId));
    }

    [Fact]
    public void ToSnapshot_NoName_IsNamedByItsId()
    {
        Assert.Equal("d1", new DeviceState().ToSnapshot("d1").Name);
        Assert.Equal("Pixel", new DeviceState { Name = "Pixel" }.ToSnapshot("d1").Name);
    }

    [Fact]
    public void Or_Readings_PrefersTheNewer() => Assert.Equal(
        new DeviceReadings { BatteryLevel = 1, CpuUsage = 2, MemoryUsage = 3, StorageUsage = 4 },
        new DeviceReadings { BatteryLevel = 1, MemoryUsage = 3 }.Or(new DeviceReadings { BatteryLevel = 9, CpuUsage = 2, StorageUsage = 4 }));

    private static DeviceAction Action(string id, string status, int resultBytes = 0) =>
        new() { ActionId = id, ActionType = "reboot", Status = status, Result = resultBytes == 0 ? null : new byte[resultBytes] };
}
