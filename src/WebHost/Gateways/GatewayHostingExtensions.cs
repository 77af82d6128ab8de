using AndroidZen.Configuration;
using AndroidZen.Topics;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Devices;
using AndroidZen.WebHost.Presence;
using AndroidZen.WebHost.Subscriptions;
using AndroidZen.WebHost.Telemetry;
using AndroidZen.WebHost.Topics;
using AndroidZen.WebHost.Users;
using Microsoft.Extensions.Options;

namespace AndroidZen.WebHost.Gateways;

/// <summary>Registers the web gateway: what takes events from the stream to the sockets.</summary>
internal static class GatewayHostingExtensions
{
    public static WebApplicationBuilder AddWebGateway(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatedOptions<ClientConnectionOptions, ClientConnectionOptionsValidator>(ClientConnectionOptions.SectionName)
            .Validate(
                connection => connection.MessageRate == 0 || connection.MessageBurst >= connection.MaxSubscriptions,
                "Connections:MessageBurst must be at least Connections:MaxSubscriptions: a client that comes back subscribes to all its topics at once.");
        services.AddTopicPolicies();
        services.AddValidatedOptions<WebGatewayOptions, WebGatewayOptionsValidator>(WebGatewayOptions.SectionName)
            .Validate(gateway => gateway.Lease >= 3 * gateway.HeartbeatInterval, "Gateway:Lease must be at least three of Gateway:HeartbeatInterval.")
            .Validate(
                gateway => gateway.StreamTimeout >= 3 * gateway.ReportInterval || gateway.StreamTimeout >= 1.5 * gateway.HeartbeatInterval,
                "Gateway:StreamTimeout must be at least three of Gateway:ReportInterval.")
            .Validate<IOptions<ClientConnectionOptions>>(
                (gateway, connection) => connection.Value.IdleTimeout > gateway.HeartbeatInterval,
                "Connections:IdleTimeout must exceed Gateway:HeartbeatInterval: clients answer heartbeats.");

        services.AddSingleton<GatewayIdentity>();
        services.AddSingleton<ConnectionRegistry>();
        services.AddSingleton<OpenSockets>();
        services.AddMetrics();
        services.AddSingleton<ConnectionMonitor>();
        services.AddSingleton<GatewayMonitor>();
        services.AddSingleton<SubscriptionMonitor>();
        services.AddSingleton<GatewayTraces>();
        services.AddSingleton<ConnectionQuotas>();
        services.AddSingleton<ConnectionAdmission>();
        services.AddSingleton<ClosingSockets>();
        services.AddSingleton<GatewaySubscriptions>();
        services.AddSingleton<GatewayUsers>();
        services.AddSingleton<GatewayAgents>();
        services.AddSingleton<GatewayPresence>();
        services.AddSingleton<GatewayHeart>();
        services.AddSingleton<GatewayAnswers>();
        services.AddSingleton<GatewayLeases>();
        services.AddSingleton<TopicBridge>();
        services.AddSingleton<TopicAccess>();
        services.AddSingleton<ConnectionLifecycle>();
        services.AddSingleton<SocketPublishing>();
        services.AddSingleton<Inbox>();
        services.AddSingleton<TokenRenewal>();
        services.AddSingleton<ClientMessageHandler>();
        services.AddSingleton<SocketEndpoint>();
        services.AddSingleton<ClusterStatistics>();
        services.AddSingleton<ClusterPresence>();
        services.AddSingleton<ClusterTopics>();
        services.AddSingleton<GatewayDrain>();
        services.AddSingleton<WebGateway>();
        services.AddHostedService(provider => provider.GetRequiredService<GatewayDrain>());
        services.AddHostedService(provider => provider.GetRequiredService<WebGateway>());
        services.AddHostedService<GatewayPulse>();
        services.AddSingleton<MemoryTrim>();
        services.AddHostedService<ConnectionSweep>();
        return builder;
    }
}
