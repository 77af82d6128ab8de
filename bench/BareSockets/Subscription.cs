using System.Net.WebSockets;
using System.Text;

namespace AndroidZen.BareSockets;

/// <summary>One socket: its first message names the topic.</summary>
internal static class Subscription
{
    private const int BufferBytes = 1024;

    public static async Task RunAsync(WebSocket socket, Topics topics, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        var first = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
        var topic = topics.Get(Encoding.UTF8.GetString(buffer, 0, first.Count));
        await topic.AddAsync(socket, buffer.AsMemory(0, first.Count), cancellationToken);
        try
        {
            while ((await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken)).MessageType != WebSocketMessageType.Close)
            {
            }

            await topic.RemoveAsync(socket);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, cancellationToken);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            await topic.RemoveAsync(socket);
        }
    }
}
