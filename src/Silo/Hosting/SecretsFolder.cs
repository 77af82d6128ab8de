using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.FileProviders;

namespace AndroidZen.Silo.Hosting;

/// <summary>Setting <c>Secrets:Folder</c>: a folder of which each file is one setting, named as the environment variable would be (<c>ConnectionStrings__Redis</c>). Container platforms mount secrets so.</summary>
public static class SecretsFolder
{
    /// <summary>The setting's key.</summary>
    public const string Key = "Secrets:Folder";

    /// <summary>Adds the folder's files, below everything else.</summary>
    /// <exception cref="InvalidOperationException">There is no such folder.</exception>
    public static void AddSecretsFolder(this IConfigurationManager configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration[Key] is not { Length: > 0 } folder)
        {
            return;
        }

        if (!Directory.Exists(folder))
        {
            throw new InvalidOperationException($"{Key} is \"{folder}\", but there is no such folder.");
        }

        // Platforms that swap a whole folder when a secret changes keep the former one beside it, in a name that begins with two dots.
        configuration.Sources.Insert(0, new KeyPerFileConfigurationSource
        {
            FileProvider = new PhysicalFileProvider(Path.GetFullPath(folder)),
            IgnoreCondition = static file => file.StartsWith('.'),
            Optional = false,
        });
    }
}
