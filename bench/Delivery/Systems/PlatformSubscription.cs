using System.Text.Json;
using AndroidZen.Delivery.Traffic;

namespace AndroidZen.Delivery.Systems;

/// <summary>Subscribing as docs/protocol.md has it.</summary>
internal static class PlatformSubscription
{
    public static async Task<Subscriber> OpenAsync(Uri webHost, IReadOnlyList<string> topics)
    {
        var subscriber = await Subscriber.ConnectAsync(new UriBuilder(webHost) { Scheme = "ws", Path = "/ws" }.Uri);
        foreach (var topic in topics)
        {
            await subscriber.SendAsync(JsonSerializer.Serialize(new { type = "subscription", data = new { topic } }));
            await subscriber.WhenReadAsync("\"subscribed\"");
        }

        return subscriber;
    }
}
