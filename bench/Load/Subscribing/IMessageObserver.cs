namespace AndroidZen.Load.Subscribing;

/// <summary>Looks into what subscribers get, where counting is not enough.</summary>
public interface IMessageObserver
{
    /// <summary>The answer to an <see cref="OpeningStep"/>.</summary>
    void OnAnswer(Subscriber subscriber, ReadOnlySpan<byte> message)
    {
    }

    /// <summary>A message, after the opening.</summary>
    void OnMessage(Subscriber subscriber, ReadOnlySpan<byte> message);
}
