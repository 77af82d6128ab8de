using System.Globalization;
using System.Reflection;
using System.Text;
using Npgsql;

namespace AndroidZen.Silo.Postgres;

/// <summary>
/// The tables and queries that Orleans' ADO.NET providers need in a PostgreSQL database, as numbered scripts (<c>Scripts/</c>). A script that has been released is not changed any more: what
/// comes later is a script of its own. Table <c>androidzen_schema</c> has the numbers of those that the database has.
/// </summary>
internal static class PostgresSchema
{
    /// <summary>Held while scripts are applied, so that of two who apply at once the second finds the work done. Any number would do.</summary>
    private const long Lock = 0x416e64726f5a656e;

    private const string CreateVersions =
        "CREATE TABLE IF NOT EXISTS androidzen_schema (version integer NOT NULL PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());";

    /// <summary>All scripts, first to last.</summary>
    public static IReadOnlyList<SchemaScript> Scripts { get; } = ReadScripts();

    /// <summary>The version that this build needs.</summary>
    public static int Version => Scripts[^1].Version;

    /// <summary>All scripts as one, for a database that has none of them: what <see cref="ApplyAsync"/> does, for psql.</summary>
    public static string Print()
    {
        var text = new StringBuilder($"BEGIN;\n{CreateVersions}\n");
        foreach (var script in Scripts)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n-- {script}\n{script.Sql}\nINSERT INTO androidzen_schema (version, name) VALUES ({script.Version}, '{script.Name}');\n");
        }

        return text.Append("COMMIT;\n").ToString();
    }

    /// <summary>The version that the database has; 0 where nothing has been applied.</summary>
    /// <exception cref="NpgsqlException">The database does not answer, or refuses.</exception>
    public static async Task<int> ReadVersionAsync(string connectionString, CancellationToken cancellationToken = default)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await ReadVersionAsync(connection, cancellationToken);
    }

    /// <summary>Applies the scripts that the database does not have yet, each as a whole or not at all. Any number of processes may do so at once, and again.</summary>
    /// <returns>Those that were applied.</returns>
    /// <exception cref="InvalidOperationException">The database has been used by a later build.</exception>
    /// <exception cref="NpgsqlException">The database does not answer, or refuses.</exception>
    public static async Task<IReadOnlyList<SchemaScript>> ApplyAsync(string connectionString, CancellationToken cancellationToken = default)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var applied = new List<SchemaScript>();
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({Lock});", cancellationToken);
        await ExecuteAsync(connection, CreateVersions, cancellationToken);
        var version = await ReadVersionAsync(connection, cancellationToken);
        if (version > Version)
        {
            throw new InvalidOperationException($"The database has schema version {version}, which is later than this build's {Version}: use a build that knows it.");
        }

        foreach (var script in Scripts.Where(script => script.Version > version))
        {
            await ExecuteAsync(connection, script.Sql, cancellationToken);
            await using var command = new NpgsqlCommand("INSERT INTO androidzen_schema (version, name) VALUES ($1, $2);", connection)
            {
                Parameters = { new() { Value = script.Version }, new() { Value = script.Name } },
            };
            await command.ExecuteNonQueryAsync(cancellationToken);
            applied.Add(script);
        }

        await transaction.CommitAsync(cancellationToken);
        return applied;
    }

    private static async Task<int> ReadVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var exists = new NpgsqlCommand("SELECT to_regclass('androidzen_schema') IS NOT NULL;", connection);
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return 0;
        }

        await using var command = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM androidzen_schema;", connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        // Scripts have parameters in the texts that they store, and none of their own.
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static List<SchemaScript> ReadScripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"{typeof(PostgresSchema).Namespace}.Scripts.";
        return [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(resource =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            return SchemaScript.Of(resource[prefix.Length..], reader.ReadToEnd());
        })];
    }
}
