using AndroidZen.Silo.Hosting;
using Microsoft.Extensions.Configuration;

namespace AndroidZen.Silo.Tests.Hosting;

public sealed class ClusterSettingsTests : IDisposable
{
    private readonly ConfigurationManager _configuration = new();

    public void Dispose() => _configuration.Dispose();

    [Fact]
    public void AddSiloDefaults_NothingConfigured_StateInSqliteStreamsInMemory()
    {
        ClusterSettings.AddSiloDefaults(_configuration);
        Assert.Equal("Sqlite", Type("GrainStorage:Default"));
        Assert.Equal("Sqlite", Type("Reminders"));
        Assert.Equal("LowLatency", Type("Streaming:gateways"));
        Assert.Equal("Memory", Type("GrainStorage:PubSubStore"));
        Assert.Null(Type("Clustering"));
        Assert.False(ClusterSettings.NamesCluster(_configuration));
    }

    [Fact]
    public void AddSiloDefaults_Cluster_SharesTheSubscriptions()
    {
        ClusterSettings.AddClusterDefault(_configuration);
        ClusterSettings.AddSiloDefaults(_configuration);
        Assert.True(ClusterSettings.NamesCluster(_configuration));
        Assert.Equal(("Sqlite", "Sqlite"), (Type("Clustering"), Type("GrainStorage:PubSubStore")));
    }

    [Fact]
    public void AddDefaults_Configured_GiveWay()
    {
        string[] sections = ["Clustering", "GrainStorage:Default", "GrainStorage:PubSubStore", "Reminders", "Streaming:gateways"];
        _configuration.AddInMemoryCollection(sections.Select(section => KeyValuePair.Create<string, string?>($"Orleans:{section}:ProviderType", "Redis")));
        ClusterSettings.AddClusterDefault(_configuration);
        ClusterSettings.AddSiloDefaults(_configuration);
        ClusterSettings.AddClientDefaults(_configuration);
        Assert.All(sections, section => Assert.Equal("Redis", Type(section)));
    }

    [Fact]
    public void AddDefaults_SettingsWithoutAProvider_KeepThemAndAddTheProvider()
    {
        _configuration["Orleans:Streaming:gateways:TotalQueueCount"] = "8";
        ClusterSettings.AddSiloDefaults(_configuration);
        Assert.Equal("LowLatency", Type("Streaming:gateways"));
        Assert.Equal("8", _configuration["Orleans:Streaming:gateways:TotalQueueCount"]);
    }

    [Fact]
    public void AddClientDefaults_NothingConfigured_NothingThatIsForSilosOnly()
    {
        ClusterSettings.AddClientDefaults(_configuration);
        Assert.Equal("LowLatency", Type("Streaming:gateways"));
        Assert.False(_configuration.GetSection("Orleans:GrainStorage").Exists());
        Assert.False(_configuration.GetSection("Orleans:Reminders").Exists());
    }

    private string? Type(string section) => _configuration[$"Orleans:{section}:ProviderType"];
}
