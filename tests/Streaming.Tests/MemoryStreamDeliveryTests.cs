using AndroidZen.TestKit;

namespace AndroidZen.Streaming.Tests;

/// <summary>Orleans' own streams in memory stay selectable.</summary>
public sealed class MemoryStreamDeliveryTests(MemoryStreamDeliveryTests.Fixture fixture) : StreamDeliveryTests(fixture.Silos), IClassFixture<MemoryStreamDeliveryTests.Fixture>
{
    public sealed class Fixture : IAsyncLifetime
    {
        public TestSilos Silos { get; private set; } = null!;

        public async Task InitializeAsync() => Silos = await TestSilos.StartAsync();

        public async Task DisposeAsync() => await Silos.DisposeAsync();
    }
}
