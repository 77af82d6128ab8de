using AndroidZen.Load.Measuring;

namespace AndroidZen.DeviceSimulator.Sending;

/// <summary>Which reports are under way, and what has become of the others.</summary>
internal sealed class ReportLedger
{
    private readonly Dictionary<long, (long Sent, int Reports)> _underWay = [];
    private readonly Dictionary<string, int> _refusals = [];
    private long _lastId;

    /// <summary>Reports that went out.</summary>
    public long Sent { get; private set; }

    /// <summary>Reports that the server said it has.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Reports of which nothing was heard.</summary>
    public int UnderWay { get; private set; }

    /// <summary>Answers to nothing that was sent, or second ones.</summary>
    public int Unexpected { get; private set; }

    /// <summary>Reports that the server said it has not, by its reason.</summary>
    public IReadOnlyDictionary<string, int> Refusals => _refusals;

    /// <summary>From a report to its answer.</summary>
    public LatencyRecorder Latency { get; } = new();

    /// <summary>A message goes out.</summary>
    /// <param name="sent">When.</param>
    /// <param name="reports">How many reports are in it.</param>
    /// <returns>Its id.</returns>
    public long Begin(long sent, int reports = 1)
    {
        _underWay.Add(++_lastId, (sent, reports));
        Sent += reports;
        UnderWay += reports;
        return _lastId;
    }

    /// <summary>It is acknowledged.</summary>
    public void Acknowledge(long id, long now)
    {
        if (End(id) is { } message)
        {
            Acknowledged += message.Reports;
            Latency.Record(message.Sent, now);
        }
    }

    /// <summary>It is refused.</summary>
    public void Refuse(long id, string why)
    {
        if (End(id) is { } message)
        {
            _refusals[why] = _refusals.GetValueOrDefault(why) + message.Reports;
        }
    }

    private (long Sent, int Reports)? End(long id)
    {
        if (!_underWay.Remove(id, out var message))
        {
            Unexpected++;
            return null;
        }

        UnderWay -= message.Reports;
        return message;
    }
}
