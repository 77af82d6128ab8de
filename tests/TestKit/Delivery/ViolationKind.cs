namespace AndroidZen.TestKit.Delivery;

/// <summary>The ways in which a topic's delivery can break docs/protocol.md.</summary>
public enum ViolationKind
{
    /// <summary>Offsets jumped, and the client was not told.</summary>
    UntoldGap,

    /// <summary>One position came twice.</summary>
    Duplicate,

    /// <summary>A publication came behind a later one.</summary>
    Reordered,

    /// <summary>An epoch that had ended was heard of again.</summary>
    EpochReturned,

    /// <summary>A durable topic began anew.</summary>
    EpochChanged,

    /// <summary>Publications of a durable topic were given up, even if the client was told.</summary>
    GapOnDurableTopic,

    /// <summary>An acknowledgement says that it recovers, from a position that was not asked for.</summary>
    WrongRecoveryPosition,

    /// <summary>Fewer publications followed an acknowledgement than it says were missed.</summary>
    RecoveryIncomplete,

    /// <summary>The number of missed publications is not the distance of the positions.</summary>
    WrongMissedCount,

    /// <summary>A topic's position in an epoch is behind what was delivered of it.</summary>
    PositionWentBack,

    /// <summary>An acknowledgement without a position, or an unasked one that tells of no gap.</summary>
    WrongAcknowledgement,

    /// <summary>Fewer publications of a snapshot came than the acknowledgement says.</summary>
    SnapshotIncomplete,

    /// <summary>A publication on a topic that is not acknowledged on this connection.</summary>
    NotSubscribed,

    /// <summary>A request was not answered.</summary>
    Unanswered,

    /// <summary>A number was acknowledged to the publisher and not delivered.</summary>
    NumberMissing,

    /// <summary>A number came twice, at two positions: a repeated request was published again.</summary>
    NumberRepeated,

    /// <summary>A number came behind a later one of a publisher that waits for each answer.</summary>
    NumberDisordered,
}
