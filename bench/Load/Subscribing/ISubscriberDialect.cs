namespace AndroidZen.Load.Subscribing;

/// <summary>How a kind of server is spoken to by its subscribers.</summary>
public interface ISubscriberDialect
{
    /// <summary>What a quiet client has to send now and then, if anything.</summary>
    ReadOnlyMemory<byte> KeepAlive { get; }

    /// <summary>How often.</summary>
    TimeSpan KeepAlivePeriod { get; }

    /// <summary>What the request for a WebSocket asks for.</summary>
    /// <param name="number">Of the subscriber.</param>
    string Path(int number);

    /// <summary>What a client says on a new WebSocket.</summary>
    IReadOnlyList<OpeningStep> Open(IReadOnlyList<string> topics);

    /// <summary>How many publications a message carries.</summary>
    int Count(ReadOnlySpan<byte> message);
}
