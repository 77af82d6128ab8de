using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace AndroidZen.Silo.Hosting;

/// <summary>The ready-made settings of a cluster over one kind of storage: <c>appsettings.{Redis,Postgres,Azure}.json</c> beside the program, the same file for silos and web hosts.</summary>
public static class StorageSettings
{
    /// <summary>Setting: which of the files counts. The environment of that name (<c>DOTNET_ENVIRONMENT=Redis</c>) does the same.</summary>
    public const string Key = "Cluster:Storage";

    /// <summary>The name of the connection string of <c>appsettings.Postgres.json</c>.</summary>
    internal const string Postgres = "Postgres";

    /// <summary>The connection string for all of Azure Storage, where the parts have none of their own.</summary>
    private const string WholeAzureStorage = "AzureStorage";

    private static readonly string[] _partsOfAzureStorage = ["AzureTables", "AzureBlobs", "AzureQueues"];

    /// <summary>Adds the file that <see cref="Key"/> names, below everything else, so that any other source can change a value of it.</summary>
    /// <param name="configuration">The process' configuration.</param>
    /// <param name="environment">The host's environment: without <see cref="Key"/>, it may name one of the platform's files.</param>
    /// <exception cref="InvalidOperationException">There is no such file, or a section names a connection string that is not configured.</exception>
    public static void AddStorageSettings(this IConfigurationManager configuration, string? environment = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var storage = configuration[Key] is { Length: > 0 } named ? named : Available().FirstOrDefault(name => string.Equals(name, environment, StringComparison.OrdinalIgnoreCase));
        if (storage is not null)
        {
            var file = Path.Combine(AppContext.BaseDirectory, $"appsettings.{storage}.json");
            if (Path.GetFileName(file) != $"appsettings.{storage}.json" || !File.Exists(file))
            {
                throw new InvalidOperationException($"{Key} is \"{storage}\", but there is no appsettings.{storage}.json beside the program: there are {string.Join(", ", Available())}.");
            }

            var source = new JsonConfigurationSource { Path = file };
            source.ResolveFileProvider();
            configuration.Sources.Insert(0, source);
        }

        FillInAzureStorage(configuration);
        foreach (var section in ProviderSections(configuration))
        {
            if (section["ConnectionName"] is { Length: > 0 } name && ConnectionOf(configuration, section) is null)
            {
                var also = _partsOfAzureStorage.Contains(name) ? $" (nor is ConnectionStrings:{WholeAzureStorage})" : "";
                throw new InvalidOperationException($"{section.Path}:ConnectionName is \"{name}\", but ConnectionStrings:{name} is not configured{also}.");
            }
        }
    }

    /// <summary>The connection string that the section has, or names.</summary>
    internal static string? ConnectionOf(IConfiguration configuration, IConfigurationSection section) => section["ConnectionString"] is { Length: > 0 } own
        ? own
        : section["ConnectionName"] is { Length: > 0 } name && configuration.GetConnectionString(name) is { Length: > 0 } named ? named : null;

    /// <summary>The sections that choose a provider.</summary>
    internal static IEnumerable<IConfigurationSection> ProviderSections(IConfiguration configuration)
    {
        var orleans = configuration.GetSection("Orleans");
        IConfigurationSection[] single = [orleans.GetSection("Clustering"), orleans.GetSection("Reminders")];
        return single.Concat(orleans.GetSection("GrainStorage").GetChildren()).Concat(orleans.GetSection("Streaming").GetChildren());
    }

    /// <summary>One connection string for the whole account serves every part of it; an account's addresses differ from part to part.</summary>
    private static void FillInAzureStorage(IConfigurationManager configuration)
    {
        if (configuration.GetConnectionString(WholeAzureStorage) is not { Length: > 0 } whole)
        {
            return;
        }

        if (Uri.TryCreate(whole, UriKind.Absolute, out _))
        {
            throw new InvalidOperationException($"ConnectionStrings:{WholeAzureStorage} is an address: give each part its own (ConnectionStrings:{string.Join(", ConnectionStrings:", _partsOfAzureStorage)}).");
        }

        configuration.AddInMemoryCollection(_partsOfAzureStorage
            .Where(part => configuration.GetConnectionString(part) is not { Length: > 0 })
            .Select(part => KeyValuePair.Create<string, string?>($"ConnectionStrings:{part}", whole)));
    }

    private static IEnumerable<string> Available() => Directory.EnumerateFiles(AppContext.BaseDirectory, "appsettings.*.json")
        .Select(file => Path.GetFileName(file).Split('.')[1]).Where(name => name is "Redis" or "Postgres" or "Azure").Order();
}
