using AndroidZen.BareSockets;

// The floor of bench/Comparison: what a newcomer writes who has ASP.NET Core and nothing else. No order, no recovery, no slow consumers.
var builder = WebApplication.CreateBuilder(args);

builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning); // As the web host has it.
builder.Services.AddSingleton<Topics>();

var app = builder.Build();

app.UseWebSockets();
app.Map("/ws", async (HttpContext context, Topics topics) =>
{
    using var socket = await context.WebSockets.AcceptWebSocketAsync();
    await Subscription.RunAsync(socket, topics, context.RequestAborted);
});
app.MapPost("/publish/{topic}", async (string topic, HttpRequest request, Topics topics, CancellationToken cancellationToken) =>
{
    var body = new byte[(int)request.ContentLength!];
    await request.Body.ReadExactlyAsync(body, cancellationToken);
    await topics.Get(topic).PublishAsync(body);
    return TypedResults.Ok();
});
app.MapGet("/health/ready", () => TypedResults.Ok());

await app.RunAsync();
