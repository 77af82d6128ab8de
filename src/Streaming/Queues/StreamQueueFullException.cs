namespace AndroidZen.Streaming.Queues;

/// <summary>A queue holds all that it may: its consumers are behind. The write was not taken, and may be tried again.</summary>
[GenerateSerializer, Alias("androidzen.stream-queue-full")]
public sealed class StreamQueueFullException : Exception
{
    public StreamQueueFullException()
    {
    }

    public StreamQueueFullException(string message)
        : base(message)
    {
    }

    public StreamQueueFullException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
