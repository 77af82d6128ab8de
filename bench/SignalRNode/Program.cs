using System.Net;
using System.Text.Json;
using AndroidZen.SignalRNode;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;

if (args is [Relay.Command, var address])
{
    await Relay.RunAsync(IPEndPoint.Parse(address));
    return;
}

// What the platform is compared with: the least that SignalR needs to bring a POST to a socket, at another node (bench/Delivery) or at the same (bench/Comparison).
var builder = WebApplication.CreateBuilder(args);

builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning); // As the web host has it.
var signalR = builder.Services.AddSignalR();
if (builder.Configuration["Relay"] is { } relay)
{
    builder.Services.AddSingleton(services => new RelayBackplane(IPEndPoint.Parse(relay), services.GetRequiredService<IHubContext<TopicHub>>()));
    builder.Services.AddHostedService(services => services.GetRequiredService<RelayBackplane>());
}
else if (builder.Configuration["Redis"] is { } redis)
{
    signalR.AddStackExchangeRedis(redis);
}

var app = builder.Build();

app.MapHub<TopicHub>("/hub");
app.MapPost("/publish/{topic}", async (string topic, JsonElement body, IHubContext<TopicHub> hub, CancellationToken cancellationToken) =>
{
    await hub.Clients.Group(topic).SendAsync("publication", body, cancellationToken);
    return TypedResults.Ok();
});
app.MapPost("/relay", async (JsonElement body, [FromServices] RelayBackplane backplane) =>
{
    await backplane.PublishAsync(body);
    return TypedResults.Ok();
});
app.MapGet("/health/ready", () => TypedResults.Ok());

await app.RunAsync();
