using AndroidZen.Topics;

namespace AndroidZen.TestKit.Delivery;

/// <summary>Which of the publisher's numbers have come, where, and in which stretch: the part of a topic's life between two told losses, within which nothing may be missing.</summary>
internal sealed class NumberLedger(string topic)
{
    private readonly Dictionary<long, Entry> _entries = [];
    private readonly List<DeliveryViolation> _repeated = [];
    private readonly List<DeliveryViolation> _disordered = [];
    private (long Number, string Epoch) _last = (0, "");

    public int Count => _entries.Count;

    public bool Contains(long number) => _entries.ContainsKey(number);

    public void Add(long number, TopicPosition position, int stretch)
    {
        if (!_entries.TryAdd(number, new Entry(position, stretch)))
        {
            var first = _entries[number].Position;
            _repeated.Add(new DeliveryViolation(
                ViolationKind.NumberRepeated, topic, $"number {number} came at {DeliveryEvent.Short(first)} and again at {DeliveryEvent.Short(position)}", isForDurableTopicsOnly: first.Epoch != position.Epoch));
            return;
        }

        if (_last.Epoch == position.Epoch && number < _last.Number)
        {
            _disordered.Add(new DeliveryViolation(ViolationKind.NumberDisordered, topic, $"number {number} at {DeliveryEvent.Short(position)} came behind {_last.Number}"));
        }

        _last = (number, position.Epoch);
    }

    /// <summary>What is wrong with the numbers, given which ones were promised.</summary>
    public IEnumerable<DeliveryViolation> Check(TopicExpectation expectation) =>
        [.. _repeated, .. expectation.InFlight == 1 ? _disordered : [], .. expectation.Acknowledged.Where(number => !Contains(number)).Select(number => Missing(number, expectation)).OfType<DeliveryViolation>()];

    /// <summary>
    /// A volatile topic may lose numbers with its silo, or give them up and say so: between those that came surely before and surely behind a missing one there must be such a loss.
    /// </summary>
    private DeliveryViolation? Missing(long number, TopicExpectation expectation)
    {
        var surely = expectation.IsDurable ? 1 : expectation.InFlight;
        var before = Nearest(number - surely, -1, expectation.Acknowledged[0]);
        var behind = Nearest(number + surely, 1, expectation.Acknowledged[^1]);
        return expectation.IsDurable || (before is not null && behind is not null && before.Value.Entry.Stretch == behind.Value.Entry.Stretch)
            ? new DeliveryViolation(ViolationKind.NumberMissing, topic, $"number {number} was acknowledged and has not come; before it {Describe(before)}, behind it {Describe(behind)}")
            : null;
    }

    private (long Number, Entry Entry)? Nearest(long number, int step, long limit)
    {
        for (; (limit - number) * step >= 0; number += step)
        {
            if (_entries.TryGetValue(number, out var entry))
            {
                return (number, entry);
            }
        }

        return null;
    }

    private static string Describe((long Number, Entry Entry)? came) => came is { } it ? $"{it.Number} at {DeliveryEvent.Short(it.Entry.Position)}" : "none";

    private readonly record struct Entry(TopicPosition Position, int Stretch);
}
