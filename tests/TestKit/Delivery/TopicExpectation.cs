namespace AndroidZen.TestKit.Delivery;

/// <summary>What a topic's publisher has been told, which is what its subscribers must have got.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="IsDurable">Whether it must survive the death of its silo.</param>
/// <param name="Acknowledged">The numbers whose requests were answered with 200, ascending.</param>
/// <param name="InFlight">How many requests were under way at once: numbers may change places within so many, and with one they may not.</param>
public sealed record TopicExpectation(string Topic, bool IsDurable, IReadOnlyList<long> Acknowledged, int InFlight);
