using AndroidZen.Silo.Hosting;
using Microsoft.Extensions.Configuration;
using Orleans.Providers;

[assembly: RegisterProvider("Memory", "GrainStorage", "Client", typeof(SiloOnlyProviders))]
[assembly: RegisterProvider("Sqlite", "GrainStorage", "Client", typeof(SiloOnlyProviders))]
[assembly: RegisterProvider("Redis", "GrainStorage", "Client", typeof(SiloOnlyProviders))]
[assembly: RegisterProvider("AdoNet", "GrainStorage", "Client", typeof(SiloOnlyProviders))]
[assembly: RegisterProvider("AzureBlobStorage", "GrainStorage", "Client", typeof(SiloOnlyProviders))]
[assembly: RegisterProvider("AzureTableStorage", "GrainStorage", "Client", typeof(SiloOnlyProviders))]
[assembly: RegisterProvider("Memory", "Reminders", "Client", typeof(SiloOnlyProviders))]
[assembly: RegisterProvider("Sqlite", "Reminders", "Client", typeof(SiloOnlyProviders))]
[assembly: RegisterProvider("Redis", "Reminders", "Client", typeof(SiloOnlyProviders))]
[assembly: RegisterProvider("AdoNet", "Reminders", "Client", typeof(SiloOnlyProviders))]
[assembly: RegisterProvider("AzureTableStorage", "Reminders", "Client", typeof(SiloOnlyProviders))]

namespace AndroidZen.Silo.Hosting;

/// <summary>What a client of the cluster makes of settings that are for silos: nothing. Without it Orleans refuses a client that has them, and every kind of process would need a file of its own.</summary>
internal sealed class SiloOnlyProviders : IProviderBuilder<IClientBuilder>
{
    public void Configure(IClientBuilder builder, string? name, IConfigurationSection configurationSection)
    {
    }
}
