using AndroidZen.Devices;
using AndroidZen.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace AndroidZen.Silo.Tests.Hosting;

public sealed class SiloRestartTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Restart_SameFolder_KeepsStateAndReminders()
    {
        var log = new LogRecorder();
        string[] ids = ["abc", "ABC", "0abc"];
        var host = await SiloHost.StartAsync(_folder.Settings(), log);
        foreach (var id in ids)
        {
            await host.Grains().GetDevice(id).ReportStatusAsync(new DeviceStatusReport { Name = "name of " + id });
        }

        var device = host.Grains().GetDevice(ids[0]);
        await device.ReportMetricsAsync(new DeviceMetricsReport { Metrics = """{"cpu_usage":42}"""u8.ToArray() }); // Stored when the silo stops.
        await device.StartMonitoringAsync(new MonitoringRequest { MonitoringType = "all", Interval = TimeSpan.FromHours(1) });
        await host.StopAndDisposeAsync();

        host = await SiloHost.StartAsync(_folder.Settings(), log);
        foreach (var id in ids)
        {
            Assert.Equal("name of " + id, (await host.Grains().GetDevice(id).GetSnapshotAsync())!.Name);
        }

        var snapshot = await host.Grains().GetDevice(ids[0]).GetSnapshotAsync();
        Assert.Equal("""{"cpu_usage":42}""", System.Text.Encoding.UTF8.GetString(snapshot!.Metrics!));
        Assert.Equal(TimeSpan.FromHours(1), snapshot.Monitoring!.Interval);
        var reminders = await host.Services.GetRequiredService<IReminderTable>().ReadRows(host.Grains().GetDevice(ids[0]).GetGrainId());
        Assert.Equal(TimeSpan.FromMinutes(1), Assert.Single(reminders.Reminders).Period);
        await host.StopAndDisposeAsync();
        Assert.DoesNotContain(log.Errors, line => line.Category.StartsWith("AndroidZen", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WriteState_StaleEtag_ThrowsInconsistentState()
    {
        using var host = await SiloHost.StartAsync(_folder.Settings());
        var storage = host.Services.GetRequiredKeyedService<IGrainStorage>("Default");
        var grain = GrainId.Create("test", "id:1");
        var first = new GrainState<string>("one");
        await storage.WriteStateAsync("state", grain, first);
        var stale = new GrainState<string>("two", first.ETag);
        await storage.WriteStateAsync("state", grain, first);

        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("state", grain, stale));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("state", grain, new GrainState<string>("never read")));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("state", grain, stale));
        var read = new GrainState<string>();
        await storage.ReadStateAsync("state", grain, read);
        Assert.Equal("one", read.State);
        await host.StopAsync();
    }
}
