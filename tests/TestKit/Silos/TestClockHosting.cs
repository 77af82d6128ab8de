using AndroidZen.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Reminders;
using Orleans.TestingHost;
using Polly.Registry;

namespace AndroidZen.TestKit;

/// <summary>Splits the time of a process that has a silo in it.</summary>
public static class TestClockHosting
{
    /// <summary>
    /// Puts everything of ours on the test's clock, with the timers and reminders of grains. What waits for the outside stays on real time: Orleans' own loops, which move streams and
    /// notice a silo's death, and a storage that is written to, which would be taken for one that does not answer. Comes after everything that registers Orleans.
    /// </summary>
    public static IServiceCollection UseTestClock(this IServiceCollection services, TestClock clock)
    {
        services.AddSingleton<TimeProvider>(clock);
        services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
        services.UseRealTimeForResilience();
        services.AddKeyedSingleton(StorageCircuit.TimeProviderKey, TimeProvider.System);
        SplitTimerRegistry.AddTo(services, clock);
        return services.AddKeyedSingleton<TimeProvider>(ReminderTimeProviderNames.Reminders, new TimersOnThreadPool(clock));
    }

    /// <summary>
    /// Orleans gives up placing a grain after half a minute on the process's clock: an hour that a test lets pass would end what is being placed just then. Its pipelines come from
    /// services of their own, whose time is real.
    /// </summary>
    private static void UseRealTimeForResilience(this IServiceCollection services) => services.AddSingleton<ResiliencePipelineProvider<string>>(_ =>
    {
        var ofRealTime = new ServiceCollection().Add(services).AddSingleton(TimeProvider.System);
        return ofRealTime.BuildServiceProvider().GetRequiredService<ResiliencePipelineRegistry<string>>();
    });
}
