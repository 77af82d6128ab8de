using AndroidZen.WebHost.Hosting;

namespace AndroidZen.WebHost.Telemetry;

/// <summary>Which requests are traced: those of the API. Not files, health, metrics and dashboard; and no handshakes, whose requests last as long as their sockets.</summary>
internal static class TracedRequests
{
    public static bool Include(HttpContext context) =>
        ClusterGate.IsBehind(context.Request.Path) && !HttpMethods.IsConnect(context.Request.Method) && context.Request.Headers.Upgrade.Count == 0;
}
