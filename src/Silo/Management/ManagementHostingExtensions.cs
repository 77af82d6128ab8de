using AndroidZen.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AndroidZen.Silo.Management;

public static class ManagementHostingExtensions
{
    /// <summary>Adds the port for those who run the process. To be called before anything else that is hosted.</summary>
    public static IHostApplicationBuilder AddManagement(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddValidatedOptions<ManagementOptions, ManagementOptionsValidator>(ManagementOptions.SectionName);
        builder.Services.AddHealthChecks();
        builder.Services.AddHostedService<ManagementServer>();
        return builder;
    }
}
