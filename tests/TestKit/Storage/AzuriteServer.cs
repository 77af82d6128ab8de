using System.Diagnostics;
using System.Net.Sockets;
using AndroidZen.Silo.Hosting;

namespace AndroidZen.TestKit.Storage;

/// <summary>Azurite, which behaves as Azure Storage does, at the well-known account for development. <c>./test.sh --azure</c> installs it.</summary>
/// <param name="identity">Who may use it, by addresses and over TLS; without, whoever has its connection string.</param>
public sealed class AzuriteServer(ManagedIdentity? identity = null) : StorageServer
{
    /// <summary>Published by Microsoft for its emulators: no secret.</summary>
    private const string Account = "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly int _queuePort = FreePort.Next();
    private readonly int _tablePort = FreePort.Next();

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;{Account};BlobEndpoint={Endpoint(Port)};QueueEndpoint={Endpoint(_queuePort)};TableEndpoint={Endpoint(_tablePort)};";

    public override IReadOnlyDictionary<string, string> Settings => identity is null
        ? new Dictionary<string, string> { ["Cluster:Storage"] = "Azure", ["ConnectionStrings:AzureStorage"] = ConnectionString }
        : new Dictionary<string, string>(identity.Environment)
        {
            ["Cluster:Storage"] = "Azure",
            ["ConnectionStrings:AzureTables"] = Endpoint(_tablePort),
            ["ConnectionStrings:AzureBlobs"] = Endpoint(Port),
            ["ConnectionStrings:AzureQueues"] = Endpoint(_queuePort),
        };

    protected override string Package => "azurite";

    // It writes to its files every few seconds only, which Azure Storage does not: killed, it would forget.
    public override Task FailAsync() => StopAsync();

    /// <summary>Starts a server without anything in it, and waits until it answers.</summary>
    public static async Task<AzuriteServer> StartNewAsync(ManagedIdentity? identity = null)
    {
        var server = new AzuriteServer(identity);
        await server.StartAsync();
        return server;
    }

    protected override ProcessStartInfo Command() => new(
        "node",
        [
            Path.Combine(Repository.Root, "tests/Azurite/node_modules/azurite/dist/src/azurite.js"),
            "--blobPort", $"{Port}", "--queuePort", $"{_queuePort}", "--tablePort", $"{_tablePort}",
            "--location", Folder, "--silent", "--skipApiVersionCheck", "--disableTelemetry",
            .. identity is null ? Array.Empty<string>() : ["--oauth", "basic", "--cert", identity.CertificateFile, "--key", identity.KeyFile],
        ]);

    protected override async Task<bool> AnswersAsync()
    {
        try
        {
            foreach (var port in new[] { Port, _queuePort, _tablePort })
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port);
            }

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string Endpoint(int port) => $"{(identity is null ? "http" : "https")}://127.0.0.1:{port}/devstoreaccount1";
}
