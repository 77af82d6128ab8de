using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Timers;

namespace AndroidZen.TestKit;

/// <summary>
/// Timers of our grains on the test's clock, those of Orleans' own grains and system targets on real time: the pulling agents of streams count as grains to Orleans' time
/// providers, and would deliver nothing while the test's clock stands; a timer of the dashboard's could be taken for the one that a test waits for.
/// </summary>
internal sealed class SplitTimerRegistry(ITimerRegistry ofOurs, ITimerRegistry ofOrleans) : ITimerRegistry
{
    public static void AddTo(IServiceCollection services, TimeProvider clock)
    {
        var registry = services.Last(service => service.ServiceType == typeof(ITimerRegistry)).ImplementationType!;
        services.Replace(ServiceDescriptor.Singleton<ITimerRegistry>(provider => new SplitTimerRegistry(
            (ITimerRegistry)ActivatorUtilities.CreateInstance(provider, registry, clock),
            (ITimerRegistry)ActivatorUtilities.CreateInstance(provider, registry, TimeProvider.System))));
    }

    public IDisposable RegisterTimer(IGrainContext grainContext, Func<object?, Task> callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        RegisterGrainTimer(grainContext, (argument, _) => callback(argument), state, new() { DueTime = dueTime, Period = period, Interleave = true });

    public IGrainTimer RegisterGrainTimer<TState>(
        IGrainContext grainContext, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options) =>
        Of(grainContext).RegisterGrainTimer(grainContext, callback, state, options);

    private ITimerRegistry Of(IGrainContext grainContext) =>
        grainContext.GrainInstance?.GetType().FullName?.StartsWith(nameof(AndroidZen), StringComparison.Ordinal) == true ? ofOurs : ofOrleans;
}
