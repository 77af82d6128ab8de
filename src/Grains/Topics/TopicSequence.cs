using AndroidZen.Topics;

namespace AndroidZen.Grains.Topics;

/// <summary>Numbers the publications of one life of a topic: 1, 2, 3, … without holes.</summary>
internal sealed class TopicSequence(string topic, string epoch)
{
    private long _offset;

    /// <summary>Where the last publication stands.</summary>
    public TopicPosition Position => new(epoch, _offset);

    /// <summary>Gives the draft the next position.</summary>
    public Publication Next(PublicationDraft draft, DateTimeOffset now)
    {
        _offset++;
        return new Publication
        {
            Topic = topic,
            Position = Position,
            Type = draft.Type,
            Timestamp = now,
            Data = draft.Data,
            Key = draft.Key,
        };
    }

    /// <summary>An epoch that no other life of any topic has.</summary>
    public static string NewEpoch() => Guid.NewGuid().ToString("N")[..16];
}
