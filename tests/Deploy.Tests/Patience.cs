using AndroidZen.Grains.HandOver;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Gateways;
using Microsoft.Extensions.Hosting;

namespace AndroidZen.Deploy.Tests;

/// <summary>How long a process that is told to stop takes at most, before its host gives up; whatever kills it must wait longer.</summary>
internal static class Patience
{
    /// <summary>What a platform may take from its grace for itself.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan OfSilo = new HandOverOptions().Timeout + new HostOptions().ShutdownTimeout;

    /// <summary>As <c>GatewayDrain</c> adds it up, from the options' defaults.</summary>
    public static TimeSpan OfWebHost(TimeSpan readinessDelay)
    {
        var gateway = new WebGatewayOptions();
        return new HostOptions().ShutdownTimeout + readinessDelay + gateway.DrainWindow + gateway.LeaveTimeout + new ClientConnectionOptions().CloseTimeout + gateway.LeaveTimeout;
    }
}
