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
try
{
    await socket.ConnectAsync(server, stop.Token);
    foreach (var topic in args)
    {
        await SendAsync($$$"""{"type": "subscription", "data": {"topic": "{{{topic}}}"}}""");
    }

    while (await ReceiveAsync() is { } text)
    {
        Console.WriteLine(text);
        if (text.StartsWith("""{"type":"heartbeat""", StringComparison.Ordinal) && text.Contains("\"source\":\"server\"", StringComparison.Ordinal))
        {
            // A client that is silent for five minutes is taken for dead.
            await SendAsync("""{"type": "heartbeat", "data": {}}""");
        }
    }

    Console.Error.WriteLine($"closed: {(int?)socket.CloseStatus} {socket.CloseStatusDescription}");
    return 1;
}
catch (OperationCanceledException)
{
    return 0; // Ctrl-C
}
catch (WebSocketException exception)
{
    Console.Error.WriteLine($"{server.GetLeftPart(UriPartial.Path)}: {exception.Message}");
    return 1;
}

// The next message; null when the server has closed.
async Task<string?> ReceiveAsync()
{
    var buffer = new byte[16 * 1024];
    using var message = new MemoryStream();
    while (true)
    {
        var part = await socket.ReceiveAsync(buffer.AsMemory(), stop.Token);
        message.Write(buffer, 0, part.Count);
        if (part.MessageType == WebSocketMessageType.Close)
        {
            return null;
        }

        if (part.EndOfMessage)
        {
            return Encoding.UTF8.GetString(message.ToArray());
        }
    }
}

Task SendAsync(string text) =>
    socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, stop.Token);
