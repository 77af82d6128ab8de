using AndroidZen.Delivery.Traffic;

namespace AndroidZen.Delivery.Systems;

/// <summary>One way from a publisher to a socket.</summary>
internal interface IRoute
{
    string Name { get; }

    /// <summary>Publishes a JSON object to everybody who <see cref="SubscribeAsync"/>s; completes when the system has said that it took it.</summary>
    Task PublishAsync(byte[] json);

    /// <summary>Connects a socket that gets all that is published from now on.</summary>
    Task<Subscriber> SubscribeAsync();
}
