using AndroidZen.Topics;

namespace AndroidZen.Grains.Topics;

/// <summary>How an owner's state becomes a topic's snapshot (<see cref="ITopicOwner"/>).</summary>
internal static class TopicStates
{
    /// <summary>The topic's answer, with the owner's state as it is at its position. Only at the top of the topic: a gateway that has more to read asks again.</summary>
    /// <param name="read">The topic's answer.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="state">What is so now.</param>
    /// <param name="now">The time.</param>
    /// <param name="isBeside">Which of the topic's latest publications come behind the state; none unless given.</param>
    public static TopicRead WithState(
        this TopicRead read, TopicReadRequest request, string topic, IEnumerable<PublicationDraft> state, DateTimeOffset now, Predicate<Publication>? isBeside = null) => read with
        {
            Snapshot = request.WithSnapshot && read.IsAtTop()
                ?
                [
                    .. state.Select(draft => new Publication { Topic = topic, Position = read.Position, Type = draft.Type, Timestamp = now, Data = draft.Data, Key = draft.Key }),
                    .. (read.Snapshot ?? []).Where(latest => isBeside?.Invoke(latest) == true),
                ]
                : null,
        };

    /// <summary>Whether nothing is left to read.</summary>
    public static bool IsAtTop(this TopicRead read) => read.After + read.Publications.Count >= read.Position.Offset;
}
