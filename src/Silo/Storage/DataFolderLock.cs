using AndroidZen.Silo.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace AndroidZen.Silo.Storage;

/// <summary>
/// Keeps silos that are not of one cluster out of each other's data folder: they would take each other's reminders and gateways for dead. A silo that is a cluster of its own has
/// the folder alone; those of one cluster share it. The lock is the operating system's, and ends with the process however that ends.
/// </summary>
internal sealed class DataFolderLock(IConfiguration configuration) : IHostedService, IDisposable
{
    private const string FileName = "silo.lock";

    private FileStream? _file;

    /// <summary>Registered before the silo, and so before it starts.</summary>
    /// <exception cref="InvalidOperationException">Another silo has the folder.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(Directory.CreateDirectory(DataFolder.Of(configuration)).FullName, FileName);
        try
        {
            _file = ClusterSettings.NamesCluster(configuration)
                ? new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read)
                : new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new InvalidOperationException(
                $"Another silo uses the folder {DataFolder.Of(configuration)} ({DataFolder.Key}). Stop it, or configure another folder here; "
                + $"silos and web hosts that share one must name the same cluster (Orleans:Clustering:ProviderType, or --launch-profile cluster). {exception.Message}",
                exception);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _file?.Dispose();
}
