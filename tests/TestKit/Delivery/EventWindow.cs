namespace AndroidZen.TestKit.Delivery;

/// <summary>Keeps the last events, so that a violation can show what was around it; long runs have too many to keep them all.</summary>
internal sealed class EventWindow
{
    private const int Before = 8;
    private const int After = 4;
    private const int MaxOfAKind = 10;

    private readonly Queue<DeliveryEvent> _last = new();
    private readonly List<DeliveryViolation> _violations = [];
    private readonly List<(DeliveryViolation Violation, int Left)> _open = [];

    /// <summary>The first ten of each kind.</summary>
    public IReadOnlyList<DeliveryViolation> Violations => _violations;

    public void Add(DeliveryEvent seen)
    {
        _last.Enqueue(seen);
        if (_last.Count > Before)
        {
            _last.Dequeue();
        }

        for (var i = _open.Count - 1; i >= 0; i--)
        {
            var (violation, left) = _open[i];
            violation.Add(seen);
            if (left == 1)
            {
                _open.RemoveAt(i);
            }
            else
            {
                _open[i] = (violation, left - 1);
            }
        }
    }

    /// <summary>Keeps a violation that the last event has shown.</summary>
    public void Open(DeliveryViolation violation)
    {
        if (_violations.Count(kept => kept.Kind == violation.Kind) == MaxOfAKind)
        {
            return;
        }

        foreach (var seen in _last)
        {
            violation.Add(seen);
        }

        _violations.Add(violation);
        _open.Add((violation, After));
    }
}
