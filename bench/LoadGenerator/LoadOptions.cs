namespace AndroidZen.LoadGenerator;

/// <summary>What load to make.</summary>
internal sealed record LoadOptions
{
    /// <summary>The server.</summary>
    public required Uri Url { get; init; }

    /// <summary>How many subscribers.</summary>
    public required int Connections { get; init; }

    /// <summary>How many connections are begun in a second; as many as the server takes, if 0.</summary>
    public required double ConnectRate { get; init; }

    /// <summary>Their <c>client_id</c>s: <c>{n}</c> stands for the number of the connection. The server makes them up without one.</summary>
    public string? ClientId { get; init; }

    /// <summary>What each connection subscribes to; <c>{n}</c> stands for its number.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>How many different numbers <c>{n}</c> takes in topics; each connection has its own, if 0.</summary>
    public required int TopicCount { get; init; }

    /// <summary>What is published to, in turns; the topics that are subscribed to, unless given.</summary>
    public required IReadOnlyList<string> PublishTopics { get; init; }

    /// <summary>Publications in a second; none if 0.</summary>
    public required double Rate { get; init; }

    /// <summary>Publishes as fast as the server answers, with so many under way; 0 for a steady rate.</summary>
    public required int InFlight { get; init; }

    /// <summary>How large what is published is, in bytes.</summary>
    public required int Payload { get; init; }

    /// <summary>How long to publish, or to listen.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How many source addresses (127.0.0.1, 127.0.0.2, …) are used towards a server on loopback; the system's choice, if 0.</summary>
    public required int Sources { get; init; }
}
