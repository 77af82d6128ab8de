using AndroidZen.Silo.Hosting;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace AndroidZen.Silo.Postgres;

/// <summary><c>schema apply | status | print</c>: makes a PostgreSQL database ready for the platform, says whether it is, or prints the scripts for those who apply them by hand.</summary>
internal static class SchemaCommand
{
    public const string Name = "schema";

    private const int Done = 0;
    private const int Failed = 1;
    private const int Misused = 2;

    private const string Usage = """
        usage: schema apply    create or upgrade the tables of the database
               schema status   say which version the database has; exit code 1 where it is not this build's
               schema print    print the scripts, for psql
        The database is ConnectionStrings:Postgres (environment: ConnectionStrings__Postgres; option: --ConnectionStrings:Postgres).
        """;

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string? verb, IConfiguration configuration, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        if (verb == "print")
        {
            await output.WriteAsync(PostgresSchema.Print());
            return Done;
        }

        if (verb is not ("apply" or "status") || configuration.GetConnectionString(StorageSettings.Postgres) is not { Length: > 0 } database)
        {
            await error.WriteLineAsync(verb is "apply" or "status" ? $"ConnectionStrings:{StorageSettings.Postgres} is not configured." : Usage);
            return Misused;
        }

        try
        {
            return verb == "apply" ? await ApplyAsync(database, output, cancellationToken) : await TellAsync(database, output, cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or ArgumentException)
        {
            await error.WriteLineAsync($"schema {verb}: {exception.Message}");
            return Failed;
        }
    }

    private static async Task<int> ApplyAsync(string database, TextWriter output, CancellationToken cancellationToken)
    {
        var applied = await PostgresSchema.ApplyAsync(database, cancellationToken);
        await output.WriteLineAsync(applied.Count > 0 ? $"Applied {string.Join(", ", applied)}." : $"The database has schema version {PostgresSchema.Version} already.");
        return Done;
    }

    private static async Task<int> TellAsync(string database, TextWriter output, CancellationToken cancellationToken)
    {
        var version = await PostgresSchema.ReadVersionAsync(database, cancellationToken);
        await output.WriteLineAsync($"The database has schema version {version}; this build needs {PostgresSchema.Version}.");
        return version == PostgresSchema.Version ? Done : Failed;
    }
}
