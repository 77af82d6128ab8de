namespace AndroidZen.Topics;

/// <summary>A place in the life of a topic. The offset alone means nothing: a new epoch begins again at 1.</summary>
/// <param name="Epoch">Which life of the topic.</param>
/// <param name="Offset">The last publication's number: 1, 2, 3, … without holes; 0 before the first.</param>
[GenerateSerializer, Immutable, Alias("androidzen.topic-position")]
public readonly record struct TopicPosition([property: Id(0)] string Epoch, [property: Id(1)] long Offset);
