using AndroidZen.TestKit;

namespace AndroidZen.WebHost.Tests;

/// <summary>One platform for all tests of a collection; each test uses topics, devices and users of its own.</summary>
public sealed class PlatformFixture : IAsyncLifetime
{
    public PlatformHost Host { get; private set; } = null!;

    /// <summary>A name that no other test uses.</summary>
    public static string NewId(string prefix) => $"{prefix}-{Guid.NewGuid():N}";

    public async Task InitializeAsync() => Host = await PlatformHost.StartAsync();

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        Assert.Empty(Host.Log.Errors);
    }
}

[CollectionDefinition(Name)]
public sealed class PlatformCollection : ICollectionFixture<PlatformFixture>
{
    public const string Name = "platform";
}
