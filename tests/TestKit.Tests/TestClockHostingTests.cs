using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Polly.Registry;

namespace AndroidZen.TestKit.Tests;

public sealed class TestClockHostingTests
{
    [Fact]
    public async Task Advance_WhileOrleansPlacesAGrain_DoesNotEndThat()
    {
        var clock = new TestClock();
        var host = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        host.UseOrleans(silo => silo.UseLocalhostClustering());
        host.Services.UseTestClock(clock);

        await using var services = host.Services.BuildServiceProvider();
        Assert.Same(clock, services.GetRequiredService<TimeProvider>());

        var placing = services.GetRequiredService<ResiliencePipelineProvider<string>>().GetPipeline<SiloAddress>("Orleans.Placement");
        await placing.ExecuteAsync(cancellationToken =>
        {
            clock.Advance(TimeSpan.FromHours(1));
            Assert.False(cancellationToken.IsCancellationRequested);
            return ValueTask.FromResult(SiloAddress.Zero);
        });
    }
}
