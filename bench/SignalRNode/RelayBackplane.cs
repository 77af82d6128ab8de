using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;

namespace AndroidZen.SignalRNode;

/// <summary>This node's connection to the <see cref="Relay"/>, in the place of a backplane.</summary>
internal sealed class RelayBackplane(IPEndPoint relay, IHubContext<TopicHub> hub) : IHostedService, IDisposable
{
    private const string Topic = "performance";

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly ConcurrentQueue<TaskCompletionSource> _sent = new();
    private readonly Lock _order = new();

    /// <summary>Completes when the relay has it.</summary>
    public Task PublishAsync(JsonElement body)
    {
        var acknowledged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body);
        lock (_order)
        {
            _sent.Enqueue(acknowledged);
            RelayFrames.Send(_socket, isOwn: true, bytes);
        }

        return acknowledged.Task;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _socket.ConnectAsync(relay, cancellationToken);
        _ = RelayFrames.ReadAsync(_socket, OnFrameAsync);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _socket.Dispose();

    private Task OnFrameAsync(bool isOwn, byte[] body)
    {
        if (isOwn && _sent.TryDequeue(out var acknowledged))
        {
            acknowledged.SetResult();
        }

        return hub.Clients.Group(Topic).SendAsync("publication", JsonElement.Parse(body));
    }
}
