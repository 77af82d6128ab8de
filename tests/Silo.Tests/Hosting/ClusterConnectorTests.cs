using AndroidZen.Silo.Hosting;
using AndroidZen.TestKit;
using AndroidZen.Topics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

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
    public async Task Stop_NoSiloHasCome_EndsInGoodOrder()
    {
        using var client = Build();
        await client.StartAsync().WaitAsync(SocketClient.Patience);
        await client.StopAsync().WaitAsync(SocketClient.Patience);
        Assert.False(client.Services.GetRequiredService<ClusterConnection>().Made.IsCompleted);
        Assert.Equal(0, Environment.ExitCode);
    }

    private IHost Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(_settings);
        builder.AddAndroidZenClusterClientInBackground();
        return builder.Build();
    }
}
