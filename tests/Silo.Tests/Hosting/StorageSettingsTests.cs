using AndroidZen.Silo.Hosting;
using Microsoft.Extensions.Configuration;

namespace AndroidZen.Silo.Tests.Hosting;

public sealed class StorageSettingsTests : IDisposable
{
    private readonly ConfigurationManager _configuration = new();
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _configuration.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("Redis", "Redis", "Redis")]
    [InlineData("Postgres", "AdoNet", "Postgres")]
    public void AddStorageSettings_StorageNamed_ChoosesItsProvidersForEverything(string storage, string provider, string connection)
    {
        Set("Cluster:Storage", storage);
        Set($"ConnectionStrings:{connection}", "somewhere");
        _configuration.AddStorageSettings();
        foreach (var section in new[] { "Clustering", "Reminders", "GrainStorage:Default", "GrainStorage:PubSubStore" })
        {
            Assert.Equal((provider, connection), (_configuration[$"Orleans:{section}:ProviderType"], _configuration[$"Orleans:{section}:ConnectionName"]));
        }
    }

    [Theory]
    [InlineData("Redis", "Redis")]
    [InlineData("Production", null)]
    public void AddStorageSettings_EnvironmentOfThatName_DoesTheSame(string environment, string? provider)
    {
        Set("ConnectionStrings:Redis", "somewhere");
        _configuration.AddStorageSettings(environment);
        Assert.Equal(provider, _configuration["Orleans:Clustering:ProviderType"]);
    }

    [Fact]
    public void AddStorageSettings_Azure_ChoosesEachPartOfIt()
    {
        Set("Cluster:Storage", "Azure");
        Set("ConnectionStrings:AzureStorage", "UseDevelopmentStorage=true");
        _configuration.AddStorageSettings();
        Assert.Equal(
            ["AzureTableStorage", "AzureTableStorage", "AzureBlobStorage", "AzureTableStorage", "AzureQueueStorage"],
            StorageSettings.ProviderSections(_configuration).Select(section => section["ProviderType"]));
        Assert.All(StorageSettings.ProviderSections(_configuration), section => Assert.Equal("UseDevelopmentStorage=true", StorageSettings.ConnectionOf(_configuration, section)));
    }

    [Fact]
    public void AddStorageSettings_AnyOtherSource_GoesBeforeTheFile()
    {
        Set("Orleans:GrainStorage:Default:ProviderType", "Memory");
        Set("Cluster:Storage", "Redis");
        Set("ConnectionStrings:Redis", "somewhere");
        _configuration.AddStorageSettings();
        Assert.Equal(("Memory", "Redis"), (_configuration["Orleans:GrainStorage:Default:ProviderType"], _configuration["Orleans:Reminders:ProviderType"]));
    }

    [Theory]
    [InlineData("Redis", "Orleans:Clustering:ConnectionName is \"Redis\", but ConnectionStrings:Redis is not configured.")]
    [InlineData("Azure", "Orleans:Clustering:ConnectionName is \"AzureTables\", but ConnectionStrings:AzureTables is not configured (nor is ConnectionStrings:AzureStorage).")]
    [InlineData("Oracle", "Cluster:Storage is \"Oracle\", but there is no appsettings.Oracle.json beside the program: there are Azure, Postgres, Redis.")]
    [InlineData("../Redis", "Cluster:Storage is \"../Redis\", but there is no appsettings.../Redis.json beside the program: there are Azure, Postgres, Redis.")]
    public void AddStorageSettings_SomethingMissing_SaysWhat(string storage, string message)
    {
        Set("Cluster:Storage", storage);
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => _configuration.AddStorageSettings()).Message);
    }

    [Fact]
    public void AddStorageSettings_AddressForAllOfAzureStorage_AsksForOneOfEachPart()
    {
        Set("Cluster:Storage", "Azure");
        Set("ConnectionStrings:AzureStorage", "https://fleet.table.core.windows.net");
        Assert.Contains("ConnectionStrings:AzureTables", Assert.Throws<InvalidOperationException>(() => _configuration.AddStorageSettings()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddSecretsFolder_Files_AreSettingsBelowAllOthers()
    {
        File.WriteAllText(Path.Combine(_folder.Root, "ConnectionStrings__Redis"), "from the file\n");
        File.WriteAllText(Path.Combine(_folder.Root, "Auth__SigningKey"), "from the file");
        Set("Auth:SigningKey", "from elsewhere");
        Set("Secrets:Folder", _folder.Root);
        _configuration.AddSecretsFolder();
        Assert.Equal(("from the file", "from elsewhere"), (_configuration.GetConnectionString("Redis"), _configuration["Auth:SigningKey"]));
    }

    [Fact]
    public void AddSecretsFolder_NoSuchFolder_Throws()
    {
        Set("Secrets:Folder", Path.Combine(_folder.Root, "none"));
        Assert.Throws<InvalidOperationException>(_configuration.AddSecretsFolder);
    }

    /// <summary>In a source of its own: what is set otherwise does not survive a source that is put before others.</summary>
    private void Set(string key, string value) => _configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>(key, value)]);
}
