using System.Net;
using AndroidZen.Silo.Hosting;
using AndroidZen.Silo.Storage;
using Microsoft.Extensions.Configuration;
using Orleans.Configuration;
using Orleans.Providers;

[assembly: RegisterProvider("Sqlite", "Clustering", "Silo", typeof(SqliteProviderBuilder.Clustering))]
[assembly: RegisterProvider("Sqlite", "Clustering", "Client", typeof(SqliteProviderBuilder.Clustering))]
[assembly: RegisterProvider("Sqlite", "GrainStorage", "Silo", typeof(SqliteProviderBuilder.GrainStorage))]
[assembly: RegisterProvider("Sqlite", "Reminders", "Silo", typeof(SqliteProviderBuilder.Reminders))]

namespace AndroidZen.Silo.Storage;

/// <summary>
/// <c>ProviderType: Sqlite</c>: Orleans' own ADO.NET providers on one SQLite file (<see cref="DataFolder"/>, or <c>ConnectionString</c> or <c>ConnectionName</c>), which every process
/// that uses it must have on its own disk: one machine only.
/// </summary>
internal static class SqliteProviderBuilder
{
    // The name under which Orleans loads Microsoft.Data.Sqlite.
    private const string Invariant = "System.Data.SQLite";

    private static string Prepare(IConfiguration configuration, IConfigurationSection section)
    {
        var connectionString = section["ConnectionString"]
            ?? (section["ConnectionName"] is { Length: > 0 } connection
                ? configuration.GetConnectionString(connection)
                    ?? throw new InvalidOperationException($"{section.Path}:ConnectionName is \"{connection}\", but ConnectionStrings:{connection} is not configured.")
                : DataFolder.ConnectionString(configuration));
        SqliteSchema.EnsureCreated(connectionString);
        return connectionString;
    }

    internal sealed class Clustering : IProviderBuilder<ISiloBuilder>, IProviderBuilder<IClientBuilder>
    {
        public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection)
        {
            var connectionString = Prepare(builder.Configuration, configurationSection);
            builder.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, connectionString));
            SqliteWriter.Of(connectionString).Wrap<IMembershipTable>(builder.Services, static (table, writer) => new OneWriterMembershipTable(table, writer));
            if (!builder.Configuration.GetSection("Orleans:Endpoints").Exists())
            {
                // Everybody who shares the file is on this machine; free ports let a second silo start with the same command.
                builder.Configure<EndpointOptions>(endpoints =>
                    (endpoints.AdvertisedIPAddress, endpoints.SiloPort, endpoints.GatewayPort) = (IPAddress.Loopback, FreePort.Next(), FreePort.Next()));
            }
        }

        public void Configure(IClientBuilder builder, string? name, IConfigurationSection configurationSection)
        {
            var connectionString = Prepare(builder.Configuration, configurationSection);
            builder.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, connectionString));
        }
    }

    internal sealed class GrainStorage : IProviderBuilder<ISiloBuilder>
    {
        public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection)
        {
            var connectionString = Prepare(builder.Configuration, configurationSection);
            builder.AddAdoNetGrainStorage(name!, (AdoNetGrainStorageOptions options) => (options.Invariant, options.ConnectionString) = (Invariant, connectionString));
            OneWriterStorage.Wrap(builder.Services, name!, SqliteWriter.Of(connectionString));
        }
    }

    internal sealed class Reminders : IProviderBuilder<ISiloBuilder>
    {
        public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection)
        {
            var connectionString = Prepare(builder.Configuration, configurationSection);
            builder.UseAdoNetReminderService((AdoNetReminderTableOptions options) => (options.Invariant, options.ConnectionString) = (Invariant, connectionString));
            SqliteWriter.Of(connectionString).Wrap<IReminderTable>(builder.Services, static (table, writer) => new OneWriterReminderTable(table, writer));
        }
    }
}
