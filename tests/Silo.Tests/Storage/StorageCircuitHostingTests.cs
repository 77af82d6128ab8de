using AndroidZen.Silo.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Persistence;
using StackExchange.Redis;

namespace AndroidZen.Silo.Tests.Storage;

public sealed class StorageCircuitHostingTests
{
    /// <summary>With a backlog, an operation waits for five seconds for a connection that does not come, and everybody behind it.</summary>
    [Fact]
    public void AddStorageCircuits_Redis_FailsAtOnceWhileThereIsNoConnection()
    {
        using var services = Services([]);
        Assert.False(services.GetRequiredService<IOptionsMonitor<RedisStorageOptions>>().Get("Default").ConfigurationOptions!.BacklogPolicy.QueueWhileDisconnected);
        Assert.False(services.GetRequiredService<IOptions<RedisReminderTableOptions>>().Value.ConfigurationOptions!.BacklogPolicy.QueueWhileDisconnected);
    }

    [Fact]
    public void AddStorageCircuits_WindowNotLongerThanTimeout_NamesBoth()
    {
        using var services = Services([KeyValuePair.Create("Storage:Window", (string?)"00:00:10"), KeyValuePair.Create("Storage:Timeout", (string?)"00:00:10")]);
        var refusal = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<StorageCircuitOptions>>().Value);
        Assert.Contains("Storage:Window must exceed Storage:Timeout", refusal.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddMetrics();
        services.Configure<RedisStorageOptions>("Default", static redis => redis.ConfigurationOptions = ConfigurationOptions.Parse("localhost"));
        services.Configure<RedisReminderTableOptions>(static redis => redis.ConfigurationOptions = ConfigurationOptions.Parse("localhost"));
        services.AddStorageCircuits();
        return services.BuildServiceProvider();
    }
}
