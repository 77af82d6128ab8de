using System.Text.Json;
using AndroidZen.Topics;

namespace AndroidZen.TestKit.Delivery;

/// <summary>What a frame of docs/protocol.md says about a topic.</summary>
/// <param name="run">The run whose publications' numbers count; others on the same topic have none.</param>
public sealed class FrameReader(string run)
{
    /// <summary>Nothing, for frames that are about no topic.</summary>
    public TopicEvent? Read(JsonElement frame, TimeSpan at)
    {
        var type = frame.GetProperty("type").GetString();
        var data = frame.GetProperty("data");
        if (type == "subscription")
        {
            var topic = data.GetProperty("topic").GetString()!;
            return data.GetProperty("status").GetString() == "subscribed"
                ? Acknowledgement(topic, data, at, isAnswer: Find(frame, "id") is not null)
                : new SubscriptionRefused(at, topic, data.GetProperty("code").GetString()!);
        }

        // Of what this kit asks for, subscriptions alone have an id, and it is their topic.
        if (type == "error" && Find(frame, "id")?.GetString() is { } asked)
        {
            return new SubscriptionRefused(at, asked, data.GetProperty("code").GetString()!);
        }

        return Find(frame, "topic")?.GetString() is { } published && PositionOf(frame) is { } position
            ? new PublicationReceived(at, published, position, NumberOf(data), Find(frame, "skipped")?.GetInt32() ?? 0)
            : null;
    }

    /// <summary>What the greeting says of a topic that the connection is on without having subscribed.</summary>
    public static SubscriptionAcknowledged ReadGranted(string topic, JsonElement granted, TimeSpan at) => Acknowledgement(topic, granted, at, isAnswer: true);

    private static SubscriptionAcknowledged Acknowledgement(string topic, JsonElement data, TimeSpan at, bool isAnswer) => new(
        at, topic, PositionOf(data), Find(data, "recovered")?.GetBoolean(), Find(data, "missed")?.GetInt64(), Find(data, "snapshot")?.GetInt32(), isAnswer);

    private static TopicPosition? PositionOf(JsonElement holder) =>
        Find(holder, "epoch")?.GetString() is { } epoch && Find(holder, "offset") is { } offset ? new TopicPosition(epoch, offset.GetInt64()) : null;

    private static JsonElement? Find(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Endpoints put what they are given at different depths of what they publish.</summary>
    private long? NumberOf(JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (Find(data, NumberedTopic.RunMember) is { ValueKind: JsonValueKind.String } named && Find(data, NumberedTopic.NumberMember) is { } number)
        {
            return named.GetString() == run ? number.GetInt64() : null;
        }

        foreach (var member in data.EnumerateObject())
        {
            if (NumberOf(member.Value) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
