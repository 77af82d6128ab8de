using AndroidZen.Protocol;
using AndroidZen.Topics;

namespace AndroidZen.Publishing;

/// <summary>The <c>performance_data</c> messages (docs/protocol.md).</summary>
public static class PerformanceMessage
{
    /// <summary>What a back end reports: one thing, of which the latest counts.</summary>
    public static PublicationDraft OfBackEnd(MessageData figures, DateTimeOffset now) => Draft("performance", figures.Utf8, now);

    /// <summary>What the platform itself has summed up, a JSON object as UTF-8: another thing.</summary>
    public static PublicationDraft Fleet(byte[] figures, DateTimeOffset now) => Draft("fleet", figures, now);

    private static PublicationDraft Draft(string key, byte[] figures, DateTimeOffset now) => new()
    {
        Type = MessageTypes.PerformanceData,
        Key = key,
        Data = JsonText.WriteObject(data =>
        {
            data.WriteRaw("performance", figures);
            data.WriteTime("timestamp", now);
        }),
    };
}
