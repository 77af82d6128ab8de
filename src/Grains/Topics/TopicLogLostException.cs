namespace AndroidZen.Grains.Topics;

/// <summary>An activation does not know any more what its topic's log has. The next one reads it.</summary>
[GenerateSerializer, Alias("androidzen.topic-log-lost")]
public sealed class TopicLogLostException : Exception
{
    public TopicLogLostException()
    {
    }

    public TopicLogLostException(string message)
        : base(message)
    {
    }

    public TopicLogLostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
