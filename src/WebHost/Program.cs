using AndroidZen.Silo.Hosting;
using AndroidZen.WebHost.Alerts;
using AndroidZen.WebHost.Connections;
using AndroidZen.WebHost.Devices;
using AndroidZen.WebHost.Gateways;
using AndroidZen.WebHost.Hosting;
using AndroidZen.WebHost.Presence;
using AndroidZen.WebHost.Security;
using AndroidZen.WebHost.Topics;
using AndroidZen.WebHost.Users;
using Orleans.Dashboard;

var builder = WebApplication.CreateBuilder(args);

builder.Services.ExplainStartFailures();
builder.AddListenDefaults();
builder.AddCluster();
builder.AddWebGateway();
builder.AddSecurity();
builder.AddRestApi();
builder.AddHealth();
builder.Services.AddConsole();
builder.Services.AddSingleton<DevelopmentTokens>();
builder.Services.AddHostedService<StartGuide>();

var app = builder.Build();

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
app.MapHealth();
app.MapConsole(ConsolePage.DefaultFolder);

await app.RunAsync();
