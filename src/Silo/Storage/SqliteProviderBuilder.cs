using System.Net;
using AndroidZen.Silo.Hosting;
using AndroidZen.Silo.Storage;
using Microsoft.Extensions.Configuration;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Storage;

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
        KeepAThreadForOthers();
        return connectionString;
    }

    /// <summary>SQLite is synchronous: who writes has a thread of the pool until the disk has the write. The pool begins with one for each core, and is slow to add another: on one core, all else would stand still.</summary>
    private static void KeepAThreadForOthers()
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, Environment.ProcessorCount + 1), completions);
    }

    internal sealed class Clustering : IProviderBuilder<ISiloBuilder>, IProviderBuilder<IClientBuilder>
    {
        public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection)
        {
            var connectionString = Prepare(builder.Configuration, configurationSection);
            builder.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Invariant, connectionString));
            builder.Services.Decorate<IMembershipTable>(key: null, (_, table) => new OneWriterMembershipTable(table, SqliteWriter.Of(connectionString)));
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
            builder.Services.Decorate<IGrainStorage>(name, (_, storage) => new GatedGrainStorage(storage, SqliteWriter.Of(connectionString)));
        }
    }

    internal sealed class Reminders : IProviderBuilder<ISiloBuilder>
    {
        public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection)
        {
            var connectionString = Prepare(builder.Configuration, configurationSection);
            builder.UseAdoNetReminderService((AdoNetReminderTableOptions options) => (options.Invariant, options.ConnectionString) = (Invariant, connectionString));
            builder.Services.Decorate<IReminderTable>(key: null, (_, table) => new GatedReminderTable(table, SqliteWriter.Of(connectionString)));
        }
    }
}
