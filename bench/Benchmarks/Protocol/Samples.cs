using System.Text;
using AndroidZen.Topics;

namespace AndroidZen.Benchmarks.Protocol;

/// <summary>What is usual on the wire.</summary>
internal static class Samples
{
    public const string Topic = "metrics_pixel-7";
    public const string Epoch = "97ac08ea0e7a40b9";

    /// <summary>A publication whose data has a length.</summary>
    public static Publication Publication(int bytes, long offset = 1) => new()
    {
        Topic = Topic,
        Position = new TopicPosition(Epoch, offset),
        Type = "live_metrics",
        Timestamp = DateTimeOffset.UnixEpoch,
        Data = Encoding.ASCII.GetBytes($$"""{"pad":"{{new string('x', bytes - """{"pad":""}""".Length)}}"}"""),
        Key = "pixel-7",
    };
}
