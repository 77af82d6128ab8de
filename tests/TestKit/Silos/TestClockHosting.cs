using Microsoft.Extensions.DependencyInjection;
using Orleans.Reminders;
using Orleans.TestingHost;

namespace AndroidZen.TestKit;

/// <summary>Splits the time of a process that has a silo in it.</summary>
public static class TestClockHosting
{
    /// <summary>
    /// Puts everything of ours on the test's clock, with the timers and reminders of grains; Orleans' own loops stay on real time, which they need to move streams and to
    /// notice a silo's death. Comes after everything that registers Orleans.
    /// </summary>
    public static IServiceCollection UseTestClock(this IServiceCollection services, TestClock clock)
    {
        services.AddSingleton<TimeProvider>(clock);
        services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
        SplitTimerRegistry.AddTo(services, clock);
        return services.AddKeyedSingleton<TimeProvider>(ReminderTimeProviderNames.Reminders, new TimersOnThreadPool(clock));
    }
}
