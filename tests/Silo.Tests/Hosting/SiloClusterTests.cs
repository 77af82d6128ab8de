using AndroidZen.Devices;
using AndroidZen.Silo.Hosting;
using AndroidZen.Topics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AndroidZen.Silo.Tests.Hosting;

public sealed class SiloClusterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_TwoSilosAndAClientOnOneFile_AreOneCluster()
    {
        var settings = _folder.Settings();
        settings["Orleans:Clustering:ProviderType"] = "Sqlite";
        var one = await SiloHost.StartAsync(settings);
        var two = await SiloHost.StartAsync(settings);
        var client = await StartClientAsync(settings);

        var hosts = await one.Grains().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
        Assert.Equal(2, hosts.Count);

        // Whichever silo holds a topic: both and the client see one sequence.
        for (var n = 0; n < 20; n++)
        {
            var draft = new PublicationDraft { Type = "live_metrics", Data = "{}"u8.ToArray() };
            var offsets = new List<long>();
            foreach (var host in new[] { one, two, client })
            {
                offsets.Add((await host.Grains().GetGrain<ISubscriptionGrain>($"topic-{n}").PublishAsync(draft)).Position.Offset);
            }

            Assert.Equal([1, 2, 3], offsets);
        }

        var device = client.Grains().GetDevice("abc");
        await device.ReportStatusAsync(new DeviceStatusReport { Name = "Pixel" });
        await two.StopAndDisposeAsync();
        Assert.Equal("Pixel", (await device.GetSnapshotAsync())!.Name);
        await client.StopAndDisposeAsync();
        await one.StopAndDisposeAsync();
    }

    private static async Task<IHost> StartClientAsync(Dictionary<string, string?> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddAndroidZenClusterClient();
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
