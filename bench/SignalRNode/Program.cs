using System.Text.Json;
using AndroidZen.SignalRNode;
using Microsoft.AspNetCore.SignalR;

// What bench/Delivery compares the platform with: the least that SignalR needs to bring a POST at one node to a socket at another.
var builder = WebApplication.CreateBuilder(args);

builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning); // As the web host has it.
builder.Services.AddSignalR().AddStackExchangeRedis(builder.Configuration["Redis"] ?? throw new InvalidOperationException("Redis: where is it?"));

var app = builder.Build();

app.MapHub<TopicHub>("/hub");
app.MapPost("/publish", async (JsonElement body, IHubContext<TopicHub> hub, CancellationToken cancellationToken) =>
{
    await hub.Clients.Group(TopicHub.Topic).SendAsync("publication", body, cancellationToken);
    return TypedResults.Ok();
});
app.MapGet("/health/ready", () => TypedResults.Ok());

await app.RunAsync();
