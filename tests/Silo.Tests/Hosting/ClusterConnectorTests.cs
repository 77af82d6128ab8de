using System.Net;
using AndroidZen.Silo.Hosting;
using AndroidZen.TestKit;
using AndroidZen.Topics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AndroidZen.Silo.Tests.Hosting;

/// <summary>A client of a cluster that has no silo yet: nothing else waits for it.</summary>
public sealed class ClusterConnectorTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string?> _settings;

    public ClusterConnectorTests()
    {
        _settings = _folder.Settings();
        _settings["Orleans:Clustering:ProviderType"] = "Sqlite";
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_NoSilo_StartsAndFindsTheOneThatComes()
    {
        using var client = Build();
        await client.StartAsync().WaitAsync(SocketClient.Patience);
        var connection = client.Services.GetRequiredService<ClusterConnection>();
        Assert.False(connection.Made.IsCompleted);

        var silo = await SiloHost.StartAsync(_settings);
        await connection.Made.WaitAsync(SocketClient.Patience);
        var receipt = await client.Grains().GetGrain<ISubscriptionGrain>("t").PublishAsync(new PublicationDraft { Type = "live_metrics", Data = "{}"u8.ToArray() });
        Assert.Equal(1, receipt.Position.Offset);
        await client.StopAsync();
        await silo.StopAndDisposeAsync();
    }

    [Fact]
    public async Task Start_TheSiloThatItKnowsIsDead_FindsTheOneThatComesInItsPlace()
    {
        using var other = SiloHost.Build(_settings);
        var table = other.Services.GetRequiredService<IMembershipTable>();
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true);
        var dead = new MembershipEntry
        {
            SiloAddress = SiloAddress.New(IPAddress.Loopback, FreePort.Next(), 1),
            ProxyPort = FreePort.Next(),
            Status = SiloStatus.Active,
            SiloName = "dead",
            HostName = "here",
            StartTime = DateTime.UtcNow,
            IAmAliveTime = DateTime.UtcNow,
        };
        Assert.True(await table.InsertRowAsync(dead, (await table.ReadAllAsync()).Version.Next()));

        using var log = new LogRecorder();
        using var client = Build(log);
        await client.StartAsync().WaitAsync(SocketClient.Patience);
        await log.WhenAsync(line => line.EventId == EventIds.NoSilo, "the dead silo does not answer");

        var (row, etag) = (await table.ReadAllAsync()).Members.Single();
        row.Status = SiloStatus.Dead;
        Assert.True(await table.UpdateRowAsync(row, etag, (await table.ReadAllAsync()).Version.Next()));
        var silo = await SiloHost.StartAsync(_settings);
        await client.Services.GetRequiredService<ClusterConnection>().Made.WaitAsync(SocketClient.Patience);
        await client.StopAsync();
        await silo.StopAndDisposeAsync();
    }

    [Fact]
    public async Task Stop_NoSiloHasCome_EndsInGoodOrder()
    {
        using var client = Build();
        await client.StartAsync().WaitAsync(SocketClient.Patience);
        await client.StopAsync().WaitAsync(SocketClient.Patience);
        Assert.False(client.Services.GetRequiredService<ClusterConnection>().Made.IsCompleted);
        Assert.Equal(0, Environment.ExitCode);
    }

    private IHost Build(LogRecorder? log = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        if (log is not null)
        {
            builder.Logging.AddProvider(log);
        }

        builder.Configuration.AddInMemoryCollection(_settings);
        builder.AddAndroidZenClusterClientInBackground();
        return builder.Build();
    }
}
