using System.Collections.Frozen;
using System.Text.Json;
using AndroidZen.Topics;
using AndroidZen.WebHost.Subscriptions;

namespace AndroidZen.WebHost.Protocol;

/// <summary>Reads what a <c>subscription</c> asks for beside the topic (docs/protocol.md, "Recovery").</summary>
internal static class SubscriptionForm
{
    /// <summary>The longest epoch that a client may name, in characters.</summary>
    private const int MaxEpochLength = 64;

    /// <summary>The most publications that a client may ask to begin back. How many are kept is the topic's rule.</summary>
    private const int MaxHistory = 100_000;

    private const string SinceRule = "\"data.since\" must be {\"epoch\": string, \"offset\": integer of at least 0}";
    private const string PositionsRule = "The query's \"since\" must be {topic: {\"epoch\": string, \"offset\": integer of at least 0}}";
    private const string SnapshotRule = "\"data.snapshot\" must be true or false";
    private const string HistoryRule = "\"data.history\" must be an integer from 1 to 100000";
    private const string ModeRule = "\"data.mode\" must be \"every\" or \"latest\"";

    /// <summary>Reads it.</summary>
    /// <param name="data">The message's data.</param>
    /// <param name="request">What is asked for; <see langword="null"/> if nothing is.</param>
    /// <returns>What is wrong with it: the field and the rule.</returns>
    public static string? Read(JsonElement data, out SubscriptionRequest? request)
    {
        request = null;
        TopicPosition? since = null;
        if (IsThere(data, "since", out var position) && (since = ReadPosition(position)) is null)
        {
            return SinceRule;
        }

        var hasSnapshot = IsThere(data, "snapshot", out var snapshot);
        if (hasSnapshot && snapshot.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            return SnapshotRule;
        }

        int? history = null;
        if (IsThere(data, "history", out var count) && (history = ReadHistory(count)) is null)
        {
            return HistoryRule;
        }

        string? mode = null;
        if (IsThere(data, "mode", out var name) && !(name.TryGetText(out mode) && mode is "every" or "latest"))
        {
            return ModeRule;
        }

        if (since is not null || hasSnapshot || history is not null || mode is not null)
        {
            request = new SubscriptionRequest(since, hasSnapshot && snapshot.GetBoolean(), mode == "latest", history);
        }

        return null;
    }

    /// <summary>Reads what a client has of the topics that it is on without having asked: the query's <c>since</c>, an object of positions by topic.</summary>
    /// <returns>What is wrong with it.</returns>
    public static string? ReadPositions(string since, out IReadOnlyDictionary<string, TopicPosition> positions)
    {
        positions = FrozenDictionary<string, TopicPosition>.Empty;
        if (since.Length == 0)
        {
            return null;
        }

        var read = new Dictionary<string, TopicPosition>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(since);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return PositionsRule;
            }

            foreach (var topic in document.RootElement.EnumerateObject())
            {
                if (ReadPosition(topic.Value) is not { } position)
                {
                    return PositionsRule;
                }

                read[topic.Name] = position;
            }

            positions = read; // All of them or none: "if it is malformed, nothing is recovered".
            return null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // The latter for a name with half a surrogate pair.
        {
            return PositionsRule;
        }
    }

    private static bool IsThere(JsonElement data, string name, out JsonElement value) => data.TryGetMember(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static int? ReadHistory(JsonElement count) =>
        count.ValueKind == JsonValueKind.Number && count.TryGetInt32(out var number) && number is >= 1 and <= MaxHistory ? number : null;

    private static TopicPosition? ReadPosition(JsonElement position) =>
        position.ValueKind == JsonValueKind.Object
        && position.TryGetMember("epoch", out var epoch) && epoch.TryGetText(out var name) && name!.Length <= MaxEpochLength
        && position.TryGetMember("offset", out var offset) && offset.ValueKind == JsonValueKind.Number && offset.TryGetInt64(out var number) && number >= 0
            ? new TopicPosition(name, number)
            : null;
}
