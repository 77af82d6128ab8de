namespace AndroidZen.Silo.Hosting;

/// <summary>Whether this process has found the cluster. Before, it knows no grain, and calls to them throw.</summary>
public sealed class ClusterConnection
{
    private readonly TaskCompletionSource _made = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>That of a silo, which is in the cluster from the beginning.</summary>
    public static ClusterConnection OfASilo()
    {
        var connection = new ClusterConnection();
        connection.MarkMade();
        return connection;
    }

    /// <summary>Completes when the cluster has been found for the first time. Later losses show in the calls.</summary>
    public Task Made => _made.Task;

    internal void MarkMade() => _made.TrySetResult();
}
