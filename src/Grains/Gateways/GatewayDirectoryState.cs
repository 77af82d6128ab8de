using System.Collections.Immutable;

namespace AndroidZen.Grains.Gateways;

/// <summary>The known gateways, each with its host.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.gateway-directory-state")]
public sealed record GatewayDirectoryState
{
    [Id(0)] public ImmutableDictionary<string, string> HostByGateway { get; init; } = ImmutableDictionary<string, string>.Empty;
}
