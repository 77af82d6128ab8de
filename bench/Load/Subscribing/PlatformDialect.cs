using System.Text.Json;

namespace AndroidZen.Load.Subscribing;

/// <summary>docs/protocol.md.</summary>
/// <param name="clientId">The <c>client_id</c> of a subscriber, by its number; the server makes one up unless given.</param>
public sealed class PlatformDialect(Func<int, string>? clientId = null) : ISubscriberDialect
{
    private static readonly byte[] _heartbeat = """{"type":"heartbeat"}"""u8.ToArray();

    public ReadOnlyMemory<byte> KeepAlive => _heartbeat;

    public TimeSpan KeepAlivePeriod { get; } = TimeSpan.FromMinutes(1);

    public string Path(int number) => clientId is null ? "/ws" : "/ws?client_id=" + Uri.EscapeDataString(clientId(number));

    public IReadOnlyList<OpeningStep> Open(IReadOnlyList<string> topics) =>
        [.. topics.Select(topic => new OpeningStep(JsonSerializer.Serialize(new { type = "subscription", data = new { topic } }), "\"subscribed\"", "\"rejected\",\"code\":\""))];

    public int Count(ReadOnlySpan<byte> message) => message.StartsWith("{\"type\":\"heartbeat\""u8) || message.StartsWith("{\"type\":\"subscription\""u8) || message.StartsWith("{\"type\":\"error\""u8) ? 0 : 1;
}
