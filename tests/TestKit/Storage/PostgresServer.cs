using System.Diagnostics;
using Npgsql;

namespace AndroidZen.TestKit.Storage;

/// <summary>A PostgreSQL server (Debian's package <c>postgresql</c>).</summary>
public sealed class PostgresServer : StorageServer
{
    private const string User = "androidzen";

    /// <summary>The server refuses to run as root: then it runs as the user that its package has made.</summary>
    private static readonly string[] _notAsRoot = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];

    private static readonly string _binaries = Binaries();

    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username={User};Database=postgres";

    public override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["Cluster:Storage"] = "Postgres", ["ConnectionStrings:Postgres"] = ConnectionString };

    protected override string Package => "postgresql";

    private string Data => Path.Combine(Folder, "data");

    /// <summary>Starts a server with an empty database, and waits until it answers.</summary>
    public static async Task<PostgresServer> StartNewAsync()
    {
        var server = new PostgresServer();
        if (_notAsRoot.Length > 0)
        {
            await server.RunAsync(new ProcessStartInfo("chown", ["postgres", server.Folder]));
        }

        await server.RunAsync(Program("initdb", "--pgdata", server.Data, "--username", User, "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions"));
        await server.StartAsync();
        return server;
    }

    // Without fsync what it has acknowledged survives the process, though not the machine: tests kill processes.
    protected override ProcessStartInfo Command() =>
        Program("postgres", "-D", Data, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "max_connections=300");

    protected override async Task<bool> AnswersAsync()
    {
        try
        {
            await using var source = NpgsqlDataSource.Create(ConnectionString + ";Pooling=false");
            await using var command = source.CreateCommand("SELECT 1");
            return await command.ExecuteScalarAsync() is 1;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static ProcessStartInfo Program(string name, params string[] arguments)
    {
        string[] command = [.. _notAsRoot, Path.Combine(_binaries, name), .. arguments];
        return new ProcessStartInfo(command[0], command[1..]);
    }

    /// <summary>Debian keeps the server's programs off the path, in a folder of their version.</summary>
    private static string Binaries() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(folder => File.Exists(Path.Combine(folder, "initdb"))).Order().LastOrDefault() ?? ""
        : "";
}
