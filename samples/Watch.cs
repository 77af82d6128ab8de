// Subscribes to topics and prints what arrives, one message a line:
//
//     dotnet run samples/Watch.cs device_status metrics_pixel-7
//
// The server is ws://localhost:8000/ws, unless ANDROIDZEN_URL says otherwise (…/ws?token=… for a token).
using System.Net.WebSockets;
using System.Text;

var server = new Uri(Environment.GetEnvironmentVariable("ANDROIDZEN_URL") ?? "ws://localhost:8000/ws");
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) => { key.Cancel = true; stop.Cancel(); };

using var socket = new ClientWebSocket();
await socket.ConnectAsync(server, stop.Token);
foreach (var topic in args)
{
    await SendAsync($$$"""{"type": "subscription", "data": {"topic": "{{{topic}}}"}}""");
}

var buffer = new byte[64 * 1024];
while (!stop.IsCancellationRequested)
{
    using var message = new MemoryStream();
    ValueWebSocketReceiveResult part;
    do
    {
        part = await socket.ReceiveAsync(buffer.AsMemory(), stop.Token);
        message.Write(buffer, 0, part.Count);
    }
    while (!part.EndOfMessage);

    if (part.MessageType == WebSocketMessageType.Close)
    {
        Console.Error.WriteLine($"closed: {(int?)socket.CloseStatus} {socket.CloseStatusDescription}");
        break;
    }

    var text = Encoding.UTF8.GetString(message.ToArray());
    Console.WriteLine(text);
    if (text.StartsWith("""{"type":"heartbeat""", StringComparison.Ordinal) && text.Contains("\"source\":\"server\"", StringComparison.Ordinal))
    {
        // A client that is silent for five minutes is taken for dead.
        await SendAsync("""{"type": "heartbeat", "data": {}}""");
    }
}

Task SendAsync(string text) =>
    socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, stop.Token);
