namespace AndroidZen.WebHost.Gateways;

/// <summary>Who this gateway is in the cluster: a new one with every start, so that nothing is mistaken for what it held before.</summary>
internal sealed class GatewayIdentity
{
    public string Id { get; } = $"{Environment.MachineName.ToLowerInvariant()}-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>For people.</summary>
    public string Host { get; } = $"{Environment.MachineName}/{Environment.ProcessId}";
}
