using System.Globalization;
using AndroidZen.Topics;

namespace AndroidZen.TestKit.Delivery;

/// <summary>One thing that a checking client did or saw. A client's events, in their order, are all that its checker judges by.</summary>
/// <param name="At">The time since the client's start.</param>
public abstract record DeliveryEvent(TimeSpan At)
{
    /// <summary>What it says, in few words.</summary>
    protected abstract string Words { get; }

    public sealed override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.TotalSeconds,8:F3} s  {Words}");

    internal static string Short(TopicPosition? position) => position is { } known ? $"{known.Epoch} {known.Offset}" : "no position";
}

/// <summary>A host has greeted the client.</summary>
public sealed record ConnectionOpened(TimeSpan At, Uri Host) : DeliveryEvent(At)
{
    protected override string Words => $"connected to {Host}";
}

/// <summary>The host shuts down, and has said when the client is to go.</summary>
public sealed record ReconnectTold(TimeSpan At, TimeSpan After) : DeliveryEvent(At)
{
    protected override string Words => $"told to reconnect after {After}";
}

/// <summary>The connection is no more; what was subscribed to on it has to be subscribed to again.</summary>
public sealed record ConnectionBroken(TimeSpan At, string Reason) : DeliveryEvent(At)
{
    protected override string Words => $"connection broken: {Reason}";
}

/// <summary>An event that is about one topic.</summary>
public abstract record TopicEvent(TimeSpan At, string Topic) : DeliveryEvent(At);

/// <summary>The client asks for a topic, from a position on if it has one.</summary>
public sealed record SubscriptionSent(TimeSpan At, string Topic, TopicPosition? Since) : TopicEvent(At, Topic)
{
    protected override string Words => $"asks for {Topic} since {Short(Since)}";
}

/// <summary>No answer to a request has come in time.</summary>
public sealed record SubscriptionUnanswered(TimeSpan At, string Topic) : TopicEvent(At, Topic)
{
    protected override string Words => "has had no answer";
}

/// <summary>The answer to a request was a refusal.</summary>
public sealed record SubscriptionRefused(TimeSpan At, string Topic, string Code) : TopicEvent(At, Topic)
{
    protected override string Words => $"refused: {Code}";
}

/// <summary>A <c>subscription</c> frame with status <c>subscribed</c>: the answer to a request, or unasked, to tell of a gap.</summary>
public sealed record SubscriptionAcknowledged(TimeSpan At, string Topic, TopicPosition? Position, bool? Recovered, long? Missed, int? Snapshot, bool IsAnswer) : TopicEvent(At, Topic)
{
    protected override string Words =>
        $"{(IsAnswer ? "acknowledged" : "told")} at {Short(Position)}, recovered: {Recovered?.ToString() ?? "-"}, missed: {Missed?.ToString(CultureInfo.InvariantCulture) ?? "-"}, snapshot: {Snapshot ?? 0}";
}

/// <summary>A publication; <paramref name="Number"/> is that of this run's publisher, if it has one, and <paramref name="Skipped"/> are said to be missing directly before it.</summary>
public sealed record PublicationReceived(TimeSpan At, string Topic, TopicPosition Position, long? Number, int Skipped = 0) : TopicEvent(At, Topic)
{
    protected override string Words =>
        $"publication {Short(Position)}: number {Number?.ToString(CultureInfo.InvariantCulture) ?? "-"}{(Skipped > 0 ? string.Create(CultureInfo.InvariantCulture, $", skipped: {Skipped}") : "")}";
}
