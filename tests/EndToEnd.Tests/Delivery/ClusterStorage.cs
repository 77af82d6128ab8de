namespace AndroidZen.EndToEnd.Tests.Delivery;

/// <summary>What a cluster keeps everything in.</summary>
/// <param name="SiloSettings">The configuration of a silo that uses it.</param>
/// <param name="ClientSettings">The configuration of a web host.</param>
/// <param name="Server">What was started for it, if anything was.</param>
public sealed record ClusterStorage(IReadOnlyDictionary<string, string> SiloSettings, IReadOnlyDictionary<string, string> ClientSettings, IAsyncDisposable? Server = null) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
