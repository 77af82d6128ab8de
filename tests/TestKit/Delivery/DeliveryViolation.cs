namespace AndroidZen.TestKit.Delivery;

/// <summary>One broken promise, with what the client saw around it.</summary>
public sealed class DeliveryViolation(ViolationKind kind, string topic, string text, bool isForDurableTopicsOnly = false)
{
    private readonly List<DeliveryEvent> _around = [];

    public ViolationKind Kind { get; } = kind;

    public string Topic { get; } = topic;

    public string Text { get; } = text;

    /// <summary>Whether a volatile topic may do this.</summary>
    public bool IsForDurableTopicsOnly { get; } = isForDurableTopicsOnly;

    /// <summary>The topic's and the connection's last events before it, the one that showed it, and the next ones.</summary>
    public IReadOnlyList<DeliveryEvent> Around => _around;

    public override string ToString() => string.Join("\n    ", [$"{Kind} on {Topic}: {Text}", .. _around.Select(seen => seen.ToString())]);

    internal void Add(DeliveryEvent seen) => _around.Add(seen);
}
