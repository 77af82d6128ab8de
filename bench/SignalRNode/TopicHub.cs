using Microsoft.AspNetCore.SignalR;

namespace AndroidZen.SignalRNode;

/// <summary>A topic is a group.</summary>
internal sealed class TopicHub : Hub
{
    public Task Subscribe(string topic) => Groups.AddToGroupAsync(Context.ConnectionId, topic, Context.ConnectionAborted);
}
