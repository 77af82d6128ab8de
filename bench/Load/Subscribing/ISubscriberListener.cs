namespace AndroidZen.Load.Subscribing;

/// <summary>Hears what happens to subscribers.</summary>
public interface ISubscriberListener
{
    /// <summary>The answer to an <see cref="OpeningStep"/>.</summary>
    void OnAnswer(Subscriber subscriber, ReadOnlySpan<byte> message);

    /// <summary>All its topics have been acknowledged.</summary>
    void OnOpened(Subscriber subscriber);

    /// <summary>A message, after the opening.</summary>
    void OnMessage(Subscriber subscriber, ReadOnlySpan<byte> message);

    /// <summary>The end, unless the subscriber was disposed of.</summary>
    /// <param name="subscriber">Whose.</param>
    /// <param name="closeCode">The server's, if it sent one.</param>
    /// <param name="why">For people.</param>
    void OnEnded(Subscriber subscriber, int? closeCode, string why);
}
