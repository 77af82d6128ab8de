using AndroidZen.Alerts;
using AndroidZen.Topics;

namespace AndroidZen.Grains.Alerts;

/// <summary>What is done to the alerts, one after the other.</summary>
internal abstract record AlertOperation
{
    /// <summary>Another operation with the same key is a repeat.</summary>
    public virtual string? Key => null;

    /// <summary>How much it adds to a write.</summary>
    public virtual int Bytes => 0;
}

/// <summary><see cref="IAlertsGrain.RaiseAsync"/>; the key is that of the publication.</summary>
internal sealed record RaiseAlert(string DeviceId, byte[] Details, string? PublicationKey) : AlertOperation
{
    public override string? Key => PublicationKey;

    public override int Bytes => Details.Length;
}

/// <summary><see cref="IAlertsGrain.AcknowledgeAsync"/>.</summary>
internal sealed record AcknowledgeAlert(string Id, string By, string? Note) : AlertOperation
{
    public override int Bytes => 2 * (Note?.Length ?? 0);
}

/// <summary>Escalates what is due, and tells what could not be told.</summary>
/// <param name="IsReminder">Whether the reminder asks, which need not if nothing is left to escalate.</param>
internal sealed record EscalateAlerts(bool IsReminder) : AlertOperation;

/// <summary><see cref="ITopicOwner.ReadTopicAsync"/>.</summary>
internal sealed record ReadAlerts(TopicReadRequest Request) : AlertOperation;

/// <summary>What comes of an <see cref="AlertOperation"/>; each has one of these.</summary>
internal readonly record struct AlertAnswer
{
    /// <summary>Of a <see cref="RaiseAlert"/>.</summary>
    public PublicationReceipt Receipt { get; init; }

    /// <summary>Of an <see cref="AcknowledgeAlert"/>.</summary>
    public AlertAcknowledgement Acknowledgement { get; init; }

    /// <summary>Of a <see cref="ReadAlerts"/>.</summary>
    public TopicRead? Read { get; init; }
}
