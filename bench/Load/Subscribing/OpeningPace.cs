namespace AndroidZen.Load.Subscribing;

/// <summary>How fast connections are opened.</summary>
/// <param name="UnderWay">How many may be opening at a time.</param>
/// <param name="PerSecond">How many may begin in a second; as fast as the others end, unless given.</param>
public sealed record OpeningPace(int UnderWay = 64, double? PerSecond = null);
