using AndroidZen.Devices;
using AndroidZen.Grains.Devices;

namespace AndroidZen.Grains.Tests.Devices;

public class FleetTableTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan _timeout = TimeSpan.FromMinutes(2);
    private readonly FleetTable _fleet = new();

    [Fact]
    public void Note_OlderThanWhatIsKnown_IsLeftOut()
    {
        _fleet.Note(Device("a", "newer", _now));
        _fleet.Note(Device("a", "older", _now.AddSeconds(-1)));
        Assert.Equal("newer", Assert.Single(_fleet.Devices).Status);
    }

    [Fact]
    public void Note_SaidLaterThoughSeenEarlier_Counts()
    {
        _fleet.Note(Device("a", "connected", _now.AddSeconds(20)) with { ToldAt = _now.AddSeconds(20) });
        _fleet.Note(Device("a", "disconnected", _now) with { ToldAt = _now.AddSeconds(90) }); // Its silo has died with the last samples.
        Assert.Equal("disconnected", Assert.Single(_fleet.Devices).Status);
    }

    [Fact]
    public void Note_OnlyHeard_IsNoChangeToTell()
    {
        _fleet.Note(Device("a", "connected", _now));
        Assert.Single(_fleet.TakeChanges(10));
        _fleet.Note(Device("a", "connected", _now.AddSeconds(1)) with { IsOnlyHeard = true });
        Assert.False(_fleet.HasChanges);
        Assert.Equal(_now.AddSeconds(1), Assert.Single(_fleet.Devices).LastSeen);
        _fleet.Note(Device("a", "connected", _now.AddSeconds(2)) with { IsOnlyHeard = true, Readings = new DeviceReadings { CpuUsage = 5 } });
        Assert.Equal(5, Assert.Single(_fleet.TakeChanges(10)).Readings.CpuUsage); // What was stored may have been older.
        _fleet.Note(Device("b", "connected", _now) with { IsOnlyHeard = true });
        Assert.Equal("b", Assert.Single(_fleet.TakeChanges(10)).DeviceId);
    }

    [Fact]
    public void TakeUnsaved_Samples_OnlyWhatIsStoredOtherwise()
    {
        _fleet.Load([Device("a", "connected", _now)], _now);
        _fleet.Note(Device("a", "connected", _now.AddSeconds(1)) with { Readings = new DeviceReadings { CpuUsage = 5 } });
        Assert.Empty(_fleet.TakeUnsaved());
        _fleet.Note(Device("a", "busy", _now.AddSeconds(2)));
        var shard = Assert.Single(_fleet.TakeUnsaved());
        Assert.Equal(DeviceShard.Of("a"), shard.Key);
        _fleet.PutBackUnsaved(shard);
        Assert.Single(_fleet.TakeUnsaved());
        Assert.Empty(_fleet.TakeUnsaved());
    }

    [Fact]
    public void Remove_ReportsOnTheirWay_DoNotBringItBack()
    {
        _fleet.Note(Device("a", "connected", _now));
        _fleet.Remove("a", _now.AddSeconds(2));
        _fleet.Note(Device("a", "connected", _now.AddSeconds(1)));
        Assert.Empty(_fleet.Devices);
        Assert.Empty(_fleet.TakeChanges(10));
        _fleet.Note(Device("a", "connected", _now.AddSeconds(3)));
        Assert.Single(_fleet.Devices);
    }

    [Fact]
    public void TakeSilent_ConnectedAndQuiet_IsAskedAtItsTimeoutAndAgainLater()
    {
        _fleet.Note(Device("a", "connected", _now));
        _fleet.Note(Device("gone", "disconnected", _now));
        Assert.Empty(_fleet.TakeSilent(_now + _timeout - TimeSpan.FromTicks(1), _timeout, 10));
        Assert.Equal(["a"], _fleet.TakeSilent(_now + _timeout, _timeout, 10));
        Assert.Empty(_fleet.TakeSilent(_now + _timeout + TimeSpan.FromSeconds(9), _timeout, 10));
        Assert.Equal(["a"], _fleet.TakeSilent(_now + _timeout + TimeSpan.FromSeconds(10), _timeout, 10));
    }

    [Fact]
    public void TakeSilent_NotHeardSinceItWasRead_IsAskedWhateverIsStored()
    {
        _fleet.Load([Device("a", "disconnected", _now.AddDays(-1)), Device("b", "connected", _now)], _now);
        _fleet.Note(Device("b", "connected", _now.AddSeconds(1)));
        Assert.Empty(_fleet.TakeSilent(_now + (_timeout / 4) - TimeSpan.FromTicks(1), _timeout, 10));
        Assert.Equal(["a"], _fleet.TakeSilent(_now + (_timeout / 4), _timeout, 10));
        _fleet.Note(Device("a", "disconnected", _now.AddDays(-1)));
        Assert.Empty(_fleet.TakeSilent(_now + (_timeout / 2), _timeout, 10));
    }

    [Fact]
    public void Load_AgainAfterASilosDeath_DoubtsAllAndAddsWhoIsNew()
    {
        _fleet.Load([], _now);
        _fleet.Note(Device("a", "disconnected", _now));
        _fleet.Load([Device("a", "connected", _now.AddDays(-1)), Device("new", "connected", _now)], _now.AddHours(1));
        Assert.Equal(["a disconnected", "new connected"], _fleet.Devices.Select(device => $"{device.DeviceId} {device.Status}").Order());
        Assert.Equal(["a", "new"], _fleet.TakeSilent(_now.AddHours(1) + (_timeout / 4), _timeout, 10).Order());
    }

    [Fact]
    public void Load_AgainAfterASilosDeath_PutsNoTimeoutOff()
    {
        _fleet.Load([], _now);
        _fleet.Note(Device("a", "connected", _now));
        _fleet.Load([], _now + (0.9 * _timeout));
        Assert.Equal(["a"], _fleet.TakeSilent(_now + _timeout, _timeout, 10));
    }

    [Fact]
    public void TakeSilent_Many_AreAskedAFewAtATime()
    {
        _fleet.Load(Enumerable.Range(0, 25).Select(n => Device($"d{n}", "connected", _now)), _now);
        var asked = Enumerable.Range(0, 4).SelectMany(_ => _fleet.TakeSilent(_now + _timeout, _timeout, 10)).ToList();
        Assert.Equal(25, asked.Distinct().Count());
        Assert.Equal(25, asked.Count);
    }

    [Theory]
    [InlineData(DeviceOrder.Id, false)]
    [InlineData(DeviceOrder.Name, true)]
    [InlineData(DeviceOrder.CpuUsage, false)]
    [InlineData(DeviceOrder.CpuUsage, true)]
    [InlineData(DeviceOrder.LastSeen, true)]
    public void List_PageByPage_IsTheWholeOrder(DeviceOrder order, bool descending)
    {
        var random = new Random(7);
        for (var n = 0; n < 200; n++)
        {
            _fleet.Note(Device($"d{n}", "connected", _now.AddSeconds(random.Next(20))) with
            {
                Name = $"name {random.Next(20)}",
                Readings = new DeviceReadings { CpuUsage = random.Next(4) == 0 ? null : random.Next(10) },
            });
        }

        var all = _fleet.Devices.ToList();
        all.Sort((one, other) => DevicePlace.Compare(DevicePlace.Of(one, order), DevicePlace.Of(other, order)) * (descending ? -1 : 1));
        var listed = new List<DeviceSnapshot>();
        DevicePlace? after = null;
        do
        {
            var page = _fleet.List(new DeviceQuery { Order = order, Descending = descending, Limit = 7, After = after });
            Assert.Equal(200, page.Total);
            listed.AddRange(page.Devices);
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(all.Select(device => device.DeviceId), listed.Select(device => device.DeviceId));
    }

    [Fact]
    public void Figures_OfTheConnected_AreMeanAndExtremes()
    {
        _fleet.Note(Device("a", "connected", _now) with { Readings = new DeviceReadings { CpuUsage = 10, BatteryLevel = 100 } });
        _fleet.Note(Device("b", "busy", _now) with { Readings = new DeviceReadings { CpuUsage = 30 } });
        _fleet.Note(Device("c", "disconnected", _now) with { Readings = new DeviceReadings { CpuUsage = 99 } });
        Assert.Equal(
            """{"scope":"fleet","devices_total":3,"devices_online":2,"cpu_usage":{"devices":2,"mean":20,"min":10,"max":30},"memory_usage":{"devices":0},"storage_usage":{"devices":0},"battery_level":{"devices":1,"mean":100,"min":100,"max":100}}""",
            System.Text.Encoding.UTF8.GetString(FleetFigures.Of(_fleet.Devices).ToJson()));
    }

    private static DeviceSnapshot Device(string id, string status, DateTimeOffset lastSeen) => new() { DeviceId = id, Name = id, Status = status, LastSeen = lastSeen };
}
