using AndroidZen.Gateways;

namespace AndroidZen.WebHost.Gateways;

/// <summary>What all gateways of the cluster are asked at once (docs/adr/0002-gateways-are-asked.md).</summary>
internal static class GatewayQuestions
{
    public static async Task<IReadOnlyList<T>> AskGatewaysAsync<T>(this IGrainFactory grains, Func<IGatewayGrain, Task<T>> question, CancellationToken cancellationToken)
    {
        var gateways = await grains.GetGrain<IGatewayDirectoryGrain>(0).ListAsync(cancellationToken);
        return await Task.WhenAll(gateways.Select(gateway => question(grains.GetGrain<IGatewayGrain>(gateway))));
    }
}
