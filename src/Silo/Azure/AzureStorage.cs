using AndroidZen.Silo.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace AndroidZen.Silo.Azure;

/// <summary>
/// Lets Orleans' Azure Storage providers use a managed identity: where a connection is an account's address without a signature, they are given a client that has one. Themselves they make a client without any
/// credential of an address (all but the queues, in 10.4.2). Everything is found by name, because a build without <c>-p:AzureStorage=true</c> has none of these assemblies.
/// </summary>
internal static class AzureStorage
{
    /// <summary>The provider whose membership, reminders and states are in tables.</summary>
    public const string Tables = "AzureTableStorage";

    private const string Credential = "Azure.Identity.DefaultAzureCredential, Azure.Identity";

    private static readonly Dictionary<string, string> _clientByProvider = new(StringComparer.OrdinalIgnoreCase)
    {
        [Tables] = "Azure.Data.Tables.TableServiceClient, Azure.Data.Tables",
        ["AzureBlobStorage"] = "Azure.Storage.Blobs.BlobServiceClient, Azure.Storage.Blobs",
        ["AzureQueueStorage"] = "Azure.Storage.Queues.QueueServiceClient, Azure.Storage.Queues",
    };

    /// <summary>Gives clients to those of the configured providers that need one (their <c>ServiceKey</c>). Before Orleans reads the configuration.</summary>
    /// <exception cref="InvalidOperationException">An Azure provider is configured, and this build has none.</exception>
    public static void AddAzureStorage(this IHostApplicationBuilder builder)
    {
        foreach (var section in StorageSettings.ProviderSections(builder.Configuration))
        {
            if (!_clientByProvider.ContainsKey(section["ProviderType"] ?? ""))
            {
                continue;
            }

            var type = ClientOf(section["ProviderType"]!) ?? throw new InvalidOperationException(
                $"{section.Path}:ProviderType is \"{section["ProviderType"]}\", but this build has no Azure Storage: build it with -p:AzureStorage=true (docs/operations.md, \"Azure Storage\").");
            if (section["ServiceKey"] is not { Length: > 0 } && StorageSettings.ConnectionOf(builder.Configuration, section) is { } connection
                && Uri.TryCreate(connection, UriKind.Absolute, out var account) && account.Query.Length == 0)
            {
                builder.Services.TryAddKeyedSingleton(type, account.AbsoluteUri, (_, _) => Activator.CreateInstance(type, account, NewCredential(), null)!);
                builder.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>($"{section.Path}:ServiceKey", account.AbsoluteUri)]);
            }
        }
    }

    /// <summary>The type of the provider's clients, in a build that has them.</summary>
    public static Type? ClientOf(string provider) => Type.GetType(_clientByProvider[provider]);

    /// <summary>The identity of the machine, pod or container app; in development that of whoever has signed in. <c>AZURE_CLIENT_ID</c> names one of several.</summary>
    private static object NewCredential() => Activator.CreateInstance(Type.GetType(Credential, throwOnError: true)!, args: [false])!;
}
