using Microsoft.AspNetCore.SignalR;

namespace AndroidZen.SignalRNode;

/// <summary>Every connection that asks for it is in the one group.</summary>
internal sealed class TopicHub : Hub
{
    public const string Topic = "performance";

    public Task Subscribe() => Groups.AddToGroupAsync(Context.ConnectionId, Topic, Context.ConnectionAborted);
}
