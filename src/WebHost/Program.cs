using AndroidZen.Silo.Health;
using AndroidZen.Silo.Hosting;
using AndroidZen.Silo.Management;
using AndroidZen.Silo.Telemetry;
using AndroidZen.WebHost.Alerts;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Devices;
using AndroidZen.WebHost.Gateways;
using AndroidZen.WebHost.Hosting;
using AndroidZen.WebHost.Presence;
using AndroidZen.WebHost.Security;
using AndroidZen.WebHost.Telemetry;
using AndroidZen.WebHost.Topics;
using AndroidZen.WebHost.Users;
using Orleans.Dashboard;

var builder = WebApplication.CreateBuilder(args);

builder.Services.ExplainStartFailures();
builder.Configuration.AddSecretsFolder();
if (args is [HealthCommand.Name, ..])
{
    return await HealthCommand.RunAsync(builder.Configuration, Console.Out, Console.Error);
}

builder.Configuration.AddStorageSettings(builder.Environment.EnvironmentName);
builder.AddListenDefaults();
builder.AddManagement();
builder.AddCluster();
builder.AddWebGateway();
builder.AddSecurity();
builder.AddRestApi();
builder.AddHealth();
builder.AddTelemetry("androidzen-webhost", TracedRequests.Include);
builder.Services.AddConsole();
builder.Services.AddSingleton<DevelopmentTokens>();
builder.Services.AddHostedService<StartGuide>();

var app = builder.Build();
app.CollectMetrics();

app.UseProblems();
app.UseConsole(ConsolePage.DefaultFolder);
app.UseCors();
app.UseJsonBodies();
SocketTransportFeature.Use(app);
app.UseWebSockets();
SocketEndpoint.Use(app);
app.UseTokens();
app.UseAuthorization();
app.UseClusterGate();

SocketEndpoint.Map(app);
ConnectionEndpoints.Map(app);
DeviceEndpoints.Map(app);
DeviceListEndpoints.Map(app);
DeviceActionEndpoints.Map(app);
MetricsBatchEndpoint.Map(app);
MonitoringEndpoints.Map(app);
InboxEndpoints.Map(app);
PublishingEndpoints.Map(app);
AlertEndpoints.Map(app);
PresenceEndpoints.Map(app);
TopicEndpoints.Map(app);
DevelopmentTokens.Map(app);
app.MapDashboardSession();
app.MapDashboardLeaving();
app.MapOrleansDashboard(routePrefix: DashboardSession.Path).RequireAuthorization(Policies.Admin).ExcludeFromDescription();
app.MapApiDescription();
app.MapHealth(app.Services);
app.MapMetrics();
app.MapConsole(ConsolePage.DefaultFolder);

await app.RunAsync();
return 0;
