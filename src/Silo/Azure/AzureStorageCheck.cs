using System.Reflection;
using AndroidZen.Silo.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AndroidZen.Silo.Azure;

/// <summary>Lets a silo start only on an account that takes it, and says what is wrong otherwise: Orleans itself goes on trying for minutes. It makes the table of the silos if there is none, as Orleans would.</summary>
internal sealed class AzureStorageCheck(IConfiguration configuration, IServiceProvider services) : IHostedService
{
    private static IConfigurationSection SectionOf(IConfiguration configuration) => configuration.GetSection("Orleans:Clustering");

    /// <summary>Whether silos find each other in a table.</summary>
    public static bool IsNeeded(IConfiguration configuration) => string.Equals(SectionOf(configuration)["ProviderType"], AzureStorage.Tables, StringComparison.OrdinalIgnoreCase);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var section = SectionOf(configuration);
        try
        {
            await Task.Run(() => MakeTable(NewClient(section), section["TableName"] ?? "OrleansSiloInstances", cancellationToken), cancellationToken);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } reason)
        {
            throw new InvalidOperationException($"Azure Storage ({section.Path}) does not take this silo: {reason.Message.Split('\n')[0].Trim()}", reason);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private object NewClient(IConfigurationSection section)
    {
        var type = AzureStorage.ClientOf(AzureStorage.Tables)!;
        var connection = StorageSettings.ConnectionOf(configuration, section);
        return section["ServiceKey"] is { Length: > 0 } key ? services.GetRequiredKeyedService(type, key)
            : Uri.TryCreate(connection, UriKind.Absolute, out var account) ? Activator.CreateInstance(type, account, null)!
            : Activator.CreateInstance(type, connection)!;
    }

    private static void MakeTable(object client, string name, CancellationToken cancellationToken)
    {
        var table = client.GetType().GetMethod("GetTableClient", [typeof(string)])!.Invoke(client, [name])!;
        table.GetType().GetMethod("CreateIfNotExists", [typeof(CancellationToken)])!.Invoke(table, [cancellationToken]);
    }
}
