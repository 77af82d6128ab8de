using AndroidZen.Silo.Hosting;
using AndroidZen.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AndroidZen.Silo.Tests.Hosting;

/// <summary>A host as the silo's Program makes it, in this process.</summary>
internal static class SiloHost
{
    public static async Task<IHost> StartAsync(IReadOnlyDictionary<string, string?> settings, LogRecorder? log = null)
    {
        var host = Build(settings, log);
        await host.StartAsync();
        return host;
    }

    public static IHost Build(IReadOnlyDictionary<string, string?> settings, LogRecorder? log = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        if (log is not null)
        {
            builder.Logging.AddProvider(log);
        }

        builder.Configuration.AddStorageSettings();
        builder.AddAndroidZenSilo();
        return builder.Build();
    }

    public static IGrainFactory Grains(this IHost host) => host.Services.GetRequiredService<IGrainFactory>();

    public static async Task StopAndDisposeAsync(this IHost host)
    {
        await host.StopAsync();
        host.Dispose();
    }
}
