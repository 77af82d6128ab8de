using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace AndroidZen.Silo.Telemetry;

/// <summary>
/// Grain calls as parts of a trace: Orleans' own filters (<c>AddActivityPropagation</c>), behind a gate that lets only calls of recorded requests through. By themselves they make an activity for
/// every call, at the callee anew where the caller was not recorded: a kilobyte of garbage for each, and traces that begin in the middle.
/// </summary>
internal static class GrainCallTracing
{
    /// <summary>The key by which the trace travels in <see cref="RequestContext"/> (W3C Trace Context).</summary>
    private const string TraceParent = "traceparent";

    /// <summary>Adds the filters to a silo.</summary>
    public static ISiloBuilder AddGrainCallTracing(this ISiloBuilder silo)
    {
        AddBehindGate(silo.Services, () => silo.AddActivityPropagation());
        return silo;
    }

    /// <summary>Adds the filters to a client.</summary>
    public static IClientBuilder AddGrainCallTracing(this IClientBuilder client)
    {
        AddBehindGate(client.Services, () => client.AddActivityPropagation());
        return client;
    }

    private static void AddBehindGate(IServiceCollection services, Action add)
    {
        var others = services.ToHashSet();
        add();
        foreach (var filter in services.Where(service => !others.Contains(service)).ToList())
        {
            if (filter.ServiceType == typeof(IOutgoingGrainCallFilter))
            {
                services.Remove(filter);
                services.AddSingleton<IOutgoingGrainCallFilter>(provider => new OutgoingGate((IOutgoingGrainCallFilter)Create(filter, provider)));
            }
            else if (filter.ServiceType == typeof(IIncomingGrainCallFilter))
            {
                services.Remove(filter);
                services.AddSingleton<IIncomingGrainCallFilter>(provider => new IncomingGate((IIncomingGrainCallFilter)Create(filter, provider)));
            }
        }
    }

    private static object Create(ServiceDescriptor filter, IServiceProvider provider) =>
        filter.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, filter.ImplementationType!);

    private sealed class OutgoingGate(IOutgoingGrainCallFilter inner) : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context)
        {
            if (Activity.Current is { Recorded: true })
            {
                return inner.Invoke(context);
            }

            if (RequestContext.Get(TraceParent) is not null)
            {
                RequestContext.Remove(TraceParent); // Of the call that began what this one belongs to: a loop, say, that has long been working for others.
            }

            return context.Invoke();
        }
    }

    private sealed class IncomingGate(IIncomingGrainCallFilter inner) : IIncomingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context) => RequestContext.Get(TraceParent) is null ? context.Invoke() : inner.Invoke(context);
    }
}
