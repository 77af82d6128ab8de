using AndroidZen.Gateways;
using AndroidZen.Silo.Hosting;
using AndroidZen.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace AndroidZen.Delivery.Idle;

/// <summary>The same silo as <c>src/Silo</c>, in a process of its own, but nobody reads its stream queues: what the silo with streams is compared with.</summary>
internal static class SiloWithoutStreams
{
    /// <summary>The argument with which this program is that silo.</summary>
    public const string Command = "silo-without-streams";

    public static PlatformProcess Start(IReadOnlyDictionary<string, string> settings) =>
        PlatformProcess.StartProgram("silo without streams", "bench/Delivery", "AndroidZen.Delivery", settings, Command);

    public static Task RunAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.AddAndroidZenSilo();
        builder.Services.Configure<StreamLifecycleOptions>(GatewayStreams.ProviderName, streams => streams.StartupState = StreamLifecycleOptions.RunState.AgentsStopped);
        return builder.Build().RunAsync();
    }
}
