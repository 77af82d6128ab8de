namespace AndroidZen.Streaming;

/// <summary>The numbers of this project's log messages: 4000-4999, each used once (a test proves it).</summary>
internal static class EventIds
{
    public const int ReadFailed = 4000;
}
