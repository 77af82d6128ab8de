using AndroidZen.Silo.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace AndroidZen.Silo.Postgres;

/// <summary>Lets a silo start only on a database that has what it needs, and says what to do otherwise. Without it Orleans would say that a relation does not exist.</summary>
internal sealed class PostgresSchemaCheck(IConfiguration configuration) : IHostedService
{
    /// <summary>Whether any provider is configured to use PostgreSQL.</summary>
    public static bool IsNeeded(IConfiguration configuration) => Databases(configuration).Any();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var database in Databases(configuration).Distinct())
        {
            var version = await PostgresSchema.ReadVersionAsync(database, cancellationToken);
            if (version < PostgresSchema.Version)
            {
                throw new InvalidOperationException(
                    $"The PostgreSQL database has schema version {version}, and this build needs {PostgresSchema.Version}: run \"AndroidZen.Silo schema apply\" (docs/operations.md, \"PostgreSQL\").");
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IEnumerable<string> Databases(IConfiguration configuration) => StorageSettings.ProviderSections(configuration)
        .Where(section => section["Invariant"] == "Npgsql")
        .Select(section => StorageSettings.ConnectionOf(configuration, section))
        .OfType<string>();
}
