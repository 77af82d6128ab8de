using AndroidZen.TestKit;

namespace AndroidZen.Streaming.Tests;

public sealed class LowLatencyStreamDeliveryTests(LowLatencyStreamDeliveryTests.Fixture fixture)
    : StreamDeliveryTests(fixture.Silos), IClassFixture<LowLatencyStreamDeliveryTests.Fixture>
{
    public sealed class Fixture : IAsyncLifetime
    {
        public TestSilos Silos { get; private set; } = null!;

        public async Task InitializeAsync() => Silos = await TestSilos.StartAsync(lowLatency: static _ => { });

        public async Task DisposeAsync() => await Silos.DisposeAsync();
    }
}
