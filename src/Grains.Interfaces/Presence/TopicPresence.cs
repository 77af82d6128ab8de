namespace AndroidZen.Presence;

/// <summary>What a gateway answers to the question who is on a topic there.</summary>
[GenerateSerializer, Immutable, Alias("androidzen.topic-presence")]
public sealed record TopicPresence
{
    /// <summary>The gateway's id.</summary>
    [Id(0)] public required string Gateway { get; init; }

    /// <summary>How many connections are on the topic.</summary>
    [Id(1)] public required int Connections { get; init; }

    /// <summary>The users that they belong to, each once.</summary>
    [Id(2)] public required IReadOnlyCollection<string> Users { get; init; }

    /// <summary>The first of the connections by <c>client_id</c>, as many as were asked for.</summary>
    [Id(3)] public required IReadOnlyList<TopicMember> Members { get; init; }
}
